import Postgres

/// Reminds both sides of trades in which nobody wrote for a day: once a silence.
package struct TradeReminders: Sendable {
    /// Milliseconds without an entry: a day.
    static let silence: Int64 = 24 * 3600 * 1000
    /// Trades in one transaction.
    private static let batchSize = 500

    private let pool: PostgresPool
    private let personal: PersonalPublisher

    package init(pool: PostgresPool, personal: PersonalPublisher) {
        self.pool = pool
        self.personal = personal
    }

    /// Reminds all whose time has come. Trades that somebody is writing in are passed over.
    package func run() async throws {
        while true {
            let rows = try await pool.query(
                """
                WITH silent AS MATERIALIZED (
                    SELECT id, auction_id, seller_id, winner_id FROM trade WHERE remind_at <= clock_timestamp()
                    ORDER BY remind_at LIMIT \(Self.batchSize) FOR NO KEY UPDATE SKIP LOCKED),
                marked AS (UPDATE trade t SET remind_at = NULL FROM silent WHERE t.id = silent.id),
                told AS (
                    INSERT INTO notification (person_id, kind, auction_id, trade_id)
                    SELECT p.id, 'tradeReminder', s.auction_id, s.id
                    FROM silent s, unnest(ARRAY[s.seller_id, s.winner_id]) AS side
                    JOIN person p ON p.id = side
                    WHERE p.deleted_at IS NULL AND 'tradeReminder' <> ALL (p.muted_kinds)
                    ORDER BY p.id, s.id
                    FOR KEY SHARE OF p
                    \(sql: Notifications.replacing) RETURNING person_id, id)
                SELECT (SELECT count(*) FROM silent), person_id, id FROM (VALUES (1)) one LEFT JOIN told ON true
                """)
            let taken = try rows.first?.decode(Int.self, at: 0) ?? 0
            let keys: [(person: UserID, key: PersonalKey)] = try rows.compactMap { row in
                guard let person = try row.decode(Int64?.self, at: 1) else { return nil }
                return (UserID(person), .notification(try row.id(2)))
            }
            await personal.publish(keys)
            if taken < Self.batchSize { return }
        }
    }
}
