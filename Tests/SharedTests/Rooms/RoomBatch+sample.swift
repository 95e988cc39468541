import Postgres

@testable import Shared

extension RoomBatch {
    /// One for the auction of `Bidding.sample`, with everybody known.
    static func sample(
        status: AuctionStatus = .live, now: Timestamp = .noon, earlier: [KeyID: Earlier] = [:]
    ) -> RoomBatch {
        let people: [(UserID, String)] = [
            (.seller, "seller"), (.anna, "anna"), (.ben, "ben"), (.cleo, "cleo"),
        ]
        let profiles = people.map { ($0, PublicProfile(id: $0, username: $1)) }
        return RoomBatch(
            auction: AuctionID(5), bidding: .sample(status: status), now: now,
            profiles: Dictionary(uniqueKeysWithValues: profiles), earlier: earlier)
    }
}

extension RoomRequest {
    static func bid(
        _ amount: Money, upTo maximum: Money? = nil, by person: UserID, key: UInt64? = nil
    ) -> RoomRequest {
        RoomRequest(
            auction: AuctionID(5), person: person, key: key.map { PostgresUUID(high: 0, low: $0) },
            command: .bid(Offer(amount: amount, maximum: maximum)!))
    }

    static func chat(_ text: String, by person: UserID, key: UInt64? = nil) -> RoomRequest {
        RoomRequest(
            auction: AuctionID(5), person: person, key: key.map { PostgresUUID(high: 0, low: $0) },
            command: .chat(text))
    }
}

extension RoomBatch.Outcome {
    /// `ok`, or the code of the refusal.
    var code: String {
        switch self {
        case .success: "ok"
        case .failure(let problem): problem.code
        }
    }
}
