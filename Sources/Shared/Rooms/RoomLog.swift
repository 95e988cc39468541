import Postgres

/// The ordered log of a room in the database.
package struct RoomLog: Sendable {
    /// docs/realtime.md, "join": a longer gap is not replayed.
    package static let longestReplay = 1000

    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// The bodies with `after < seq`, ascending, and the seq of each.
    package func events(
        of auction: AuctionID, after seq: Int64, limit: Int
    ) async throws -> [(seq: Int64, body: [UInt8])] {
        let rows = try await pool.query(
            """
            SELECT seq, body FROM room_event
            WHERE auction_id = \(auction.rawValue) AND seq > \(seq) ORDER BY seq LIMIT \(limit)
            """)
        return try rows.map { row in (try row.decode(Int64.self, at: 0), try row.bytes(at: 1)) }
    }

    /// The head of each log, and the database's clock.
    package struct Heads: Sendable {
        package let now: Timestamp
        package let heads: [AuctionID: Int64]
    }

    /// One query for all of them; an unknown auction has no head.
    package func heads(of auctions: [AuctionID]) async throws -> Heads {
        let rows = try await pool.query(
            "SELECT id, seq, clock_timestamp() FROM auction WHERE id = ANY(\(auctions.map(\.rawValue)))")
        var heads: [AuctionID: Int64] = [:]
        for row in rows { heads[try row.id(0)] = try row.decode(Int64.self, at: 1) }
        return Heads(now: try rows.last?.decode(Timestamp.self, at: 2) ?? .now(), heads: heads)
    }

    /// The author of a chat line, as the index `room_event_author` has it.
    static let author: SQL = #"(substring(body from '"kind":"chat","author":\{"id":([0-9]+)')::bigint)"#

    /// Adds events whose `seq` was taken under the auction's lock.
    static func append(_ events: [RoomEvent], to auction: AuctionID) -> SQL {
        append(events, to: events.map { _ in auction })
    }

    /// The same for several auctions: the event at an index belongs to the auction at that index.
    static func append(_ events: [RoomEvent], to auctions: [AuctionID]) -> SQL {
        """
        INSERT INTO room_event (auction_id, seq, at, kind, body)
        SELECT * FROM unnest(\(auctions.map(\.rawValue)), \(events.map(\.seq)), \(events.map(\.at)),
            \(events.map(\.kind.rawValue)), \(events.map { String(decoding: $0.body, as: UTF8.self) }))
        """
    }
}

extension Row {
    /// A text column's bytes, without the way through `String`.
    package func bytes(at column: Int) throws -> [UInt8] {
        try withBytes(at: column) { [UInt8]($0) }
    }
}
