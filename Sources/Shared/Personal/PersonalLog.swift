import Postgres

/// What people were told, as the database has it: whoever publishes it or missed it reads it here.
package struct PersonalLog: Sendable {
    /// Keys in one statement.
    private static let batchSize = 500

    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// Notifications and entries of trades that are newer than `since`, ascending: `limit` of them, and all
    /// that have the time of the last one, so that one may go on behind it. An entry has a key for
    /// each side.
    ///
    /// `at` is when it was written; it was committed up to some seconds later.
    package func keys(
        since: Timestamp, limit: Int
    ) async throws -> [(person: UserID, key: PersonalKey, at: Timestamp)] {
        let rows = try await pool.query(
            """
            SELECT person, number, seq, at FROM (
                (SELECT person_id, id, NULL::bigint, at FROM notification
                    WHERE at > \(since) ORDER BY at FETCH FIRST \(limit) ROWS WITH TIES)
                UNION ALL
                (SELECT side, m.trade_id, m.seq, m.at FROM (
                    SELECT trade_id, seq, at FROM trade_message
                    WHERE at > \(since) ORDER BY at FETCH FIRST \(limit) ROWS WITH TIES) m
                    JOIN trade t ON t.id = m.trade_id, unnest(ARRAY[t.seller_id, t.winner_id]) AS side)
            ) AS news (person, number, seq, at)
            ORDER BY at FETCH FIRST \(limit) ROWS WITH TIES
            """)
        return try rows.map { row in
            let key: PersonalKey =
                if let seq = try row.decode(Int64?.self, at: 2) {
                    .trade(try row.id(1), seq: seq)
                } else {
                    .notification(try row.id(1))
                }
            return (try row.id(0), key, try row.decode(Timestamp.self, at: 3))
        }
    }

    /// What the keys name, as it is now, in any order: a notification that was read or replaced meanwhile has
    /// no message any more.
    package func messages(
        for keys: [(person: UserID, key: PersonalKey)]
    ) async throws -> [PersonalMessage] {
        var notifications: [Int64] = []
        var entries: [(person: UserID, trade: TradeID, seq: Int64)] = []
        for (person, key) in keys {
            switch key {
            case .notification(let id): notifications.append(id.rawValue)
            case .trade(let trade, let seq): entries.append((person, trade, seq))
            }
        }
        var messages: [PersonalMessage] = []
        messages.reserveCapacity(keys.count)
        for some in chunks(of: notifications) { messages += try await self.notifications(some) }
        for some in chunks(of: entries) { messages += try await self.entries(some) }
        return messages
    }

    private func chunks<Element>(of all: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: all.count, by: Self.batchSize).map {
            all[$0..<min($0 + Self.batchSize, all.count)]
        }
    }

    private func notifications(_ ids: ArraySlice<Int64>) async throws -> [PersonalMessage] {
        let rows = try await pool.query(
            """
            SELECT n.person_id, \(sql: StoredNotification.unread(of: "n.person_id")), \(sql: StoredNotification.columns)
            FROM notification n \(sql: StoredNotification.joins)
            WHERE n.id = ANY(\(Array(ids))) AND n.read_at IS NULL ORDER BY n.id
            """)
        return try rows.map { row in
            let notification = try StoredNotification(row: row, at: 2)
            return PersonalMessage(
                person: try row.id(0), key: .notification(notification.id),
                text: notification.pushed(unread: try row.decode(Int64.self, at: 1)))
        }
    }

    private func entries(
        _ keys: ArraySlice<(person: UserID, trade: TradeID, seq: Int64)>
    ) async throws -> [PersonalMessage] {
        let rows = try await pool.query(
            """
            SELECT k.person, \(sql: TradeEntry.columns)
            FROM unnest(\(keys.map(\.person.rawValue)), \(keys.map(\.trade.rawValue)), \(keys.map(\.seq)))
                AS k (person, trade, seq)
            JOIN trade t ON t.id = k.trade AND k.person IN (t.seller_id, t.winner_id)
            JOIN trade_message m ON m.trade_id = k.trade AND m.seq = k.seq \(sql: TradeEntry.joins)
            ORDER BY m.trade_id, m.seq
            """)
        return try rows.map { row in
            let entry = try TradeEntry(row: row, at: 1)
            return entry.message(to: try row.id(0))
        }
    }
}
