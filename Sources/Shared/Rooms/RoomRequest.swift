import Postgres

/// Something a person wants to add to a room's log.
package struct RoomRequest: Sendable {
    package enum Command: Sendable, Equatable {
        case bid(Offer)
        case chat(String)
    }

    package static let textLength = 1...300

    package let auction: AuctionID
    package let person: UserID
    package let key: PostgresUUID?
    package let command: Command

    package init(auction: AuctionID, person: UserID, key: PostgresUUID?, command: Command) {
        self.auction = auction
        self.person = person
        self.key = key
        self.command = command
    }

    /// What an idempotency key is compared by.
    var accepted: AcceptedRequest? {
        guard let key else { return nil }
        switch command {
        case .bid(let offer):
            let maximum = offer.maximum.map { "\($0)" } ?? "-"
            return AcceptedRequest(
                person: person, kind: .bid, key: key, fingerprint: "\(auction) \(offer.amount) \(maximum)")
        case .chat(let text):
            return AcceptedRequest(person: person, kind: .chat, key: key, fingerprint: "\(auction) \(text)")
        }
    }
}
