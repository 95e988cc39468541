import Cryptography
import Postgres

/// What was said and bid in a room, newest first, and the log itself in its order.
package struct RoomHistory: Sendable {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// Where a list goes on: behind (below) a seq. Cursors name their list, so that a foreign one is told.
    package struct Cursor: Sendable {
        let seq: Int64
        package init?(_ text: String, of list: String) {
            guard let bytes = Base64URL.decode(text) else { return nil }
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "|")
            guard words.count == 2, words[0] == list, let seq = Int64(words[1]), seq > 0 else { return nil }
            self.seq = seq
        }
        static func encode(_ seq: Int64, of list: String) -> String {
            Base64URL.encode(Array("\(list)|\(seq)".utf8))
        }
    }

    /// Throws `notFound` if there is no such auction.
    package func bids(of auction: AuctionID, before cursor: Cursor?, limit: Int) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT b.seq, b.amount::bigint, b.at, p.id, p.username, p.image_url, p.manner_score
            FROM auction a
            LEFT JOIN LATERAL (
                SELECT * FROM bid WHERE auction_id = a.id AND seq < \(cursor?.seq ?? .max)
                ORDER BY seq DESC LIMIT \(limit + 1)) b ON true
            LEFT JOIN person p ON p.id = b.bidder_id
            WHERE a.id = \(auction.rawValue) ORDER BY b.seq DESC
            """)
        return try page(rows, limit: limit, list: "bids-\(auction)") { json, row in
            guard let bidder = try row.profile(at: 3) else { return }
            Bidding.Bid(
                seq: try row.decode(Int64.self, at: 0), bidder: bidder.id,
                amount: try row.decode(Int64.self, at: 1), at: try row.decode(Timestamp.self, at: 2)
            ).write(to: &json, in: auction, by: bidder)
        }
    }

    /// Throws `notFound` if there is no such auction.
    package func messages(of auction: AuctionID, before cursor: Cursor?, limit: Int) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT e.seq, json_build_object('auction', e.auction_id, 'seq', e.seq, 'author', e.body->'author',
                'text', e.body->'text', 'at', e.body->'at')::text
            FROM auction a
            LEFT JOIN LATERAL (
                SELECT auction_id, seq, body::json AS body FROM room_event
                WHERE auction_id = a.id AND kind = 'chat' AND seq < \(cursor?.seq ?? .max)
                ORDER BY seq DESC LIMIT \(limit + 1)) e ON true
            WHERE a.id = \(auction.rawValue) ORDER BY e.seq DESC
            """)
        return try page(rows, limit: limit, list: "messages-\(auction)") { json, row in
            json.raw(try row.bytes(at: 1))
        }
    }

    /// The log behind `after`, ascending; `next` goes on from there.
    package func events(of auction: AuctionID, after seq: Int64, limit: Int) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT e.seq, e.body FROM auction a
            LEFT JOIN LATERAL (
                SELECT seq, body FROM room_event
                WHERE auction_id = a.id AND seq > \(seq) ORDER BY seq LIMIT \(limit + 1)) e ON true
            WHERE a.id = \(auction.rawValue) ORDER BY e.seq
            """)
        return try page(rows, limit: limit, list: "events-\(auction)") { json, row in
            json.raw(try row.bytes(at: 1))
        }
    }

    /// The outer joins leave one row without a seq for an auction without entries, and none where there
    /// is no auction: one round trip tells both.
    private func page(
        _ rows: Rows, limit: Int, list: String, _ item: (inout JSONWriter, Row) throws -> Void
    ) throws -> [UInt8] {
        guard !rows.isEmpty else { throw Problem.notFound }
        let entries = try rows.filter { try $0.decode(Int64?.self, at: 0) != nil }
        let shown = entries.prefix(limit)
        let next =
            entries.count > limit
            ? try shown.last.map { Cursor.encode(try $0.decode(Int64.self, at: 0), of: list) } : nil
        var items: [[UInt8]] = []
        for row in shown {
            var json = JSONWriter(capacity: 384)
            try item(&json, row)
            items.append(json.bytes)
        }
        var json = JSONWriter(capacity: items.reduce(64) { $0 + $1.count + 1 })
        json.object {
            $0.field("items") { $0.array(items) { $0.raw($1) } }
            $0.field("next", next)
        }
        return json.bytes
    }
}

extension RoomHistory.Cursor {
    /// The seq that an `events` cursor goes on from.
    package var after: Int64 { seq }
}
