import Postgres

@testable import Shared

/// A trade and its two sides.
struct SampleTrade: Sendable {
    let id: TradeID
    let auction: AuctionID
    let seller: UserID
    let winner: UserID
}

extension PostgresPool {
    /// A trade as it is after the hammer, at 1 000 won.
    func sampleTrade(seller: UserID? = nil, winner: UserID? = nil) async throws -> SampleTrade {
        let people = try await samplePeople(2)
        let (seller, winner) = (seller ?? people[0], winner ?? people[1])
        let auction = try await sampleAuction(by: seller, status: .ended, endsIn: -1)
        _ = try await query(
            """
            UPDATE auction SET price = 1000, leader_id = \(winner.rawValue), leader_maximum = 1000, lead_seq = 1,
                lead_amount = 1000, lead_at = now(), winner_id = \(winner.rawValue) WHERE id = \(auction.rawValue)
            """)
        let id: TradeID = try await query(
            """
            INSERT INTO trade (auction_id, seller_id, winner_id)
            VALUES (\(auction.rawValue), \(seller.rawValue), \(winner.rawValue)) RETURNING id
            """)[0].id(0)
        return SampleTrade(id: id, auction: auction, seller: seller, winner: winner)
    }

    /// What a person was told, the latest first: kinds, with `*` where they were read.
    nonisolated func told(_ person: UserID) async throws -> [String] {
        try await query(
            """
            SELECT kind || CASE WHEN read_at IS NULL THEN '' ELSE '*' END FROM notification
            WHERE person_id = \(person.rawValue) ORDER BY id DESC
            """
        ).map { try $0.string(0) }
    }
}

extension Trades {
    func post(
        _ text: String, in trade: SampleTrade, by author: UserID, key: PostgresUUID? = nil,
        images: [Int64] = []
    ) async throws -> [UInt8] {
        try await post(
            text: .value(text), imageIds: .value(images), in: trade.id, by: author, key: key)
    }

    /// What somebody tries.
    enum Attempt: Sendable {
        case see, log, read
        case post(String, images: [Int64] = [], key: PostgresUUID? = nil)
        case move(TradeProgress.State)
    }

    /// `ok`, or the code of the refusal.
    func outcome(_ attempt: Attempt, in trade: SampleTrade, by person: UserID) async -> String {
        do {
            switch attempt {
            case .see: _ = try await one(trade.id, for: person)
            case .log: _ = try await entries(of: trade.id, for: person, .back(before: nil), limit: 1)
            case .read: try await markRead(trade.id, upTo: 1, by: person)
            case .post(let text, let images, let key):
                _ = try await post(text, in: trade, by: person, key: key, images: images)
            case .move(let state): _ = try await move(trade.id, to: state, by: person)
            }
            return "ok"
        } catch { return Problem(error).code }
    }

    /// The trade as one of them sees it.
    func seen(_ trade: SampleTrade, by person: UserID) async throws -> [String: Any] {
        object(try await one(trade.id, for: person))
    }
}
