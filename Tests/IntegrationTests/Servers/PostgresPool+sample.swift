import Cryptography
import Foundation
import HTTPServer
import Postgres

@testable import Shared

extension PostgresPool {
    /// People with names of their own.
    func samplePeople(_ count: Int) async throws -> [UserID] {
        let names = (0..<count).map { _ in "p" + Hex.encode(randomBytes(8)) }
        return try await query(
            """
            INSERT INTO person (username, username_key) SELECT name, name FROM unnest(\(names)) name
            RETURNING id
            """
        ).map { try $0.id(0) }
    }

    func samplePerson() async throws -> UserID { try await samplePeople(1)[0] }

    /// A picture of the owner's.
    func sampleImage(of owner: UserID) async throws -> Int64 {
        try await query(
            """
            INSERT INTO image (owner_id, url, thumbnail_url, width, height)
            VALUES (\(owner.rawValue), '/media/a.jpg', '/media/a-small.jpg', 4, 3) RETURNING id
            """)[0].decode(Int64.self, at: 0)
    }

    /// Auctions as they stand in the table, from 1 000 won, their times in seconds from now.
    func sampleAuctions(
        _ count: Int = 1, by seller: UserID, status: AuctionStatus = .live, startsIn: Int = -60,
        endsIn: Int = 3600, softCloseSeconds: Int = 10, category: String = "other"
    ) async throws -> [AuctionID] {
        try await query(
            """
            INSERT INTO auction (seller_id, title, description, category, start_price, status, starts_at,
                ends_at, first_ends_at, soft_close_seconds)
            SELECT \(seller.rawValue), 'Sample ' || n, '', \(category), 1000,
                \(status.rawValue)::auction_status, now() + \(Int64(startsIn)) * interval '1 second',
                now() + \(Int64(endsIn)) * interval '1 second', now() + \(Int64(endsIn)) * interval '1 second',
                \(Int64(softCloseSeconds))::int
            FROM generate_series(1, \(Int64(count))) n RETURNING id
            """
        ).map { try $0.id(0) }
    }

    func sampleAuction(
        by seller: UserID, status: AuctionStatus = .live, endsIn: Int = 3600, softCloseSeconds: Int = 10
    ) async throws -> AuctionID {
        try await sampleAuctions(
            by: seller, status: status, endsIn: endsIn, softCloseSeconds: softCloseSeconds)[0]
    }

    /// The only number of a statement's only row.
    func number(_ sql: SQL) async throws -> Int64 { try await query(sql)[0].decode(Int64.self, at: 0) }

    /// A room's log: each entry's body, in order.
    nonisolated func log(of auction: AuctionID) async throws -> [[String: Any]] {
        try await query("SELECT body FROM room_event WHERE auction_id = \(auction.rawValue) ORDER BY seq")
            .map { object(try $0.bytes(at: 0)) }
    }
}

/// What `bytes` say, empty if they are no JSON object.
func object(_ bytes: [UInt8]) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
}

/// The `items` of a list.
func items(_ bytes: [UInt8]) -> [[String: Any]] { object(bytes)["items"] as? [[String: Any]] ?? [] }

extension RoomRequest {
    static func bid(
        _ amount: Money, upTo maximum: Money? = nil, by person: UserID, in auction: AuctionID,
        key: PostgresUUID? = nil
    ) -> RoomRequest {
        RoomRequest(
            auction: auction, person: person, key: key,
            command: .bid(Offer(amount: amount, maximum: maximum)!))
    }

    static func chat(
        _ text: String, by person: UserID, in auction: AuctionID, key: PostgresUUID? = nil
    ) -> RoomRequest {
        RoomRequest(auction: auction, person: person, key: key, command: .chat(text))
    }
}

extension PostgresUUID {
    static func random() -> PostgresUUID {
        PostgresUUID(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max))
    }
}

extension RoomWriter {
    /// The answer, or the code of the refusal.
    func outcome(_ request: RoomRequest) async -> Result<[UInt8], Problem> {
        do { return .success(try await submit(request)) } catch { return .failure(Problem(error)) }
    }
}

extension Result<[UInt8], Problem> {
    var code: String {
        switch self {
        case .success: "ok"
        case .failure(let problem): problem.code
        }
    }
}
