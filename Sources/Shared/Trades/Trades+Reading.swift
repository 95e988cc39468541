import Cryptography
import Postgres

extension Trades {
    /// Where the list goes on: behind a time of activity and an id.
    package struct Cursor: Sendable {
        let activeAt: Timestamp
        let id: Int64

        package init?(_ text: String) {
            guard let bytes = Base64URL.decode(text) else { return nil }
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "|")
            guard words.count == 3, words[0] == "trades", let time = Int64(words[1]),
                let id = TradeID(words[2]),
                (Timestamp.earliest.microseconds...Timestamp.latest.microseconds).contains(time)
            else { return nil }
            activeAt = Timestamp(microseconds: time)
            self.id = id.rawValue
        }

        static func encode(after trade: Trade) -> String {
            Base64URL.encode(Array("trades|\(trade.activeAt.microseconds)|\(trade.id)".utf8))
        }
    }

    /// `{"items":[…],"next":…,"unread":…}`, latest activity first. `unread` counts the entries of others that
    /// the person has not read in all trades, up to 100.
    package func list(of person: UserID, behind cursor: Cursor?, limit: Int) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT \(sql: Trade.columns(for: person)) FROM (
                (\(sql: side("seller_id", of: person, behind: cursor, limit: limit + 1)))
                UNION ALL
                (\(sql: side("winner_id", of: person, behind: cursor, limit: limit + 1)))
                ORDER BY active_at DESC, id DESC LIMIT \(limit + 1)) t \(sql: Trade.joins(for: person))
            ORDER BY t.active_at DESC, t.id DESC
            """)
        let shown = try rows.prefix(limit).map { try Trade(row: $0) }
        let next = rows.count > limit ? shown.last.map { Cursor.encode(after: $0) } : nil
        let unread = try await unread(of: person)
        var json = JSONWriter(capacity: 1024 * (shown.count + 1))
        json.object {
            $0.field("items") { $0.array(shown) { $1.write(to: &$0) } }
            $0.field("next", next)
            $0.field("unread", unread)
        }
        return json.bytes
    }

    private func side(_ column: SQL, of person: UserID, behind cursor: Cursor?, limit: Int) -> SQL {
        let behind: SQL =
            cursor.map { "AND (active_at, id) < (\($0.activeAt), \($0.id))" } ?? ""
        return """
            SELECT * FROM trade WHERE \(sql: column) = \(person.rawValue) \(sql: behind)
            ORDER BY active_at DESC, id DESC LIMIT \(limit)
            """
    }

    private func unread(of person: UserID) async throws -> Int64 {
        let most = StoredNotification.mostUnread
        let rows = try await pool.query(
            """
            SELECT least(coalesce(sum(unread), 0), \(most))::bigint FROM (
                (SELECT seller_unread FROM trade
                    WHERE seller_id = \(person.rawValue) AND seller_unread > 0 LIMIT \(most))
                UNION ALL
                (SELECT winner_unread FROM trade
                    WHERE winner_id = \(person.rawValue) AND winner_unread > 0 LIMIT \(most))) t (unread)
            """)
        return try rows.first?.decode(Int64.self, at: 0) ?? 0
    }

    /// The trade as one of its sides sees it; throws `notFound` for all others.
    package func one(_ trade: TradeID, for person: UserID) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT \(sql: Trade.columns(for: person)) FROM trade t \(sql: Trade.joins(for: person))
            WHERE t.id = \(trade.rawValue) AND \(person.rawValue) IN (t.seller_id, t.winner_id)
            """)
        guard let row = rows.first else { throw Problem.notFound }
        var json = JSONWriter(capacity: 1024)
        try Trade(row: row).write(to: &json)
        return json.bytes
    }

    /// In which order entries are read, and where from.
    package enum Direction: Sendable {
        /// Newest first, below a seq; nil for the head.
        case back(before: Int64?)
        /// Ascending, above a seq.
        case forth(after: Int64)
    }

    /// Cursors of a trade's log, which tell their direction.
    package static func direction(ofCursor text: String, in trade: TradeID) -> Direction? {
        if let cursor = RoomHistory.Cursor(text, of: "trade-\(trade)") { return .back(before: cursor.seq) }
        return RoomHistory.Cursor(text, of: "trade-\(trade)-after").map { .forth(after: $0.seq) }
    }

    /// `{"items":[…],"next":…}`; throws `notFound` for anybody but the two sides.
    package func entries(
        of trade: TradeID, for person: UserID, _ direction: Direction, limit: Int
    ) async throws -> [UInt8] {
        let (range, order, list): (SQL, SQL, String) =
            switch direction {
            case .back(let before): ("seq < \(before ?? .max)", "seq DESC", "trade-\(trade)")
            case .forth(let after): ("seq > \(after)", "seq", "trade-\(trade)-after")
            }
        // The outer joins leave one row without a seq for a log without entries, and none for strangers.
        let rows = try await pool.query(
            """
            SELECT \(sql: TradeEntry.columns) FROM trade t
            LEFT JOIN LATERAL (
                SELECT * FROM trade_message WHERE trade_id = t.id AND \(sql: range)
                ORDER BY \(sql: order) LIMIT \(limit + 1)) m ON true
            LEFT JOIN person w ON w.id = m.author_id
            WHERE t.id = \(trade.rawValue) AND \(person.rawValue) IN (t.seller_id, t.winner_id)
            ORDER BY m.\(sql: order)
            """)
        guard !rows.isEmpty else { throw Problem.notFound }
        let entries = try rows.filter { try $0.decode(Int64?.self, at: 0) != nil }
            .map { try TradeEntry(row: $0, at: 0) }
        let next =
            entries.count > limit ? RoomHistory.Cursor.encode(entries[limit - 1].seq, of: list) : nil
        var json = JSONWriter(capacity: 512 * (entries.count + 1))
        json.object {
            $0.field("items") {
                $0.array(entries.prefix(limit)) { json, entry in json.object { entry.writeFields(to: &$0) } }
            }
            $0.field("next", next)
        }
        return json.bytes
    }
}
