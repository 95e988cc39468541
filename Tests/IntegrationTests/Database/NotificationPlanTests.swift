import Postgres
import Testing

@testable import Shared

/// Notifications and trades stay quick as their tables grow: each statement goes by an index.
@Suite(.servers, .database, .serialized) struct NotificationPlanTests {
    private let database = TestDatabase.current

    private func withLargeTables(
        _ body: @Sendable (LoopServices, SampleTrade) async throws -> Void
    ) async throws {
        try await database.withServices(connections: 1) { services in
            let pool = services.pool
            let trade = try await pool.sampleTrade()
            if try await pool.number("SELECT count(*) FROM notification") == 0 {
                try await fill(pool)
            }
            // Small tables beside large ones would be read whole.
            try await pool.script("SET enable_seqscan = off")
            try await body(services, trade)
        }
    }

    private func fill(_ pool: PostgresPool) async throws {
        let people = try await pool.samplePeople(2000)
        _ = try await pool.sampleAuctions(3000, by: people[0], status: .ended, endsIn: -1)
        try await pool.script(
            """
            INSERT INTO notification (person_id, kind, auction_id, at, read_at)
                SELECT p.id, 'outbid', a.id, now() - n * interval '1 minute', CASE n % 5 WHEN 0 THEN NULL ELSE now() END
                FROM (SELECT id, row_number() OVER () AS n FROM person) p
                CROSS JOIN (SELECT id FROM auction ORDER BY id LIMIT 10) a;
            INSERT INTO trade (auction_id, seller_id, winner_id, remind_at, active_at)
                SELECT a.id, p.id, p.id + 1, now() + n * interval '1 minute', now() - n * interval '1 minute'
                FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM auction
                    WHERE id NOT IN (SELECT auction_id FROM trade)) a
                JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person) p USING (n)
                WHERE p.id < (SELECT max(id) FROM person);
            INSERT INTO trade_message (trade_id, seq, author_id, at, text)
                SELECT t.id, n, t.seller_id, now() - n * interval '1 hour', 'x' FROM trade t, generate_series(1, 5) n;
            UPDATE trade SET seq = 5, winner_unread = (id % 7 = 0)::int;
            INSERT INTO auction_like (person_id, auction_id)
                SELECT p.id, a.id FROM person p, (SELECT id FROM auction ORDER BY id LIMIT 3) a;
            INSERT INTO follower_notice (auction_id, kind, due)
                SELECT id, 'auctionEndingSoon', now() + interval '1 hour' FROM auction ORDER BY id OFFSET 500;
            """)
        try await pool.script("ANALYZE")
    }

    @Test func `lists, marks and settings go by index`() async throws {
        try await withLargeTables { services, trade in
            let (pool, notifications, person) = (services.pool, services.notifications, trade.seller)
            let cursor = RoomHistory.Cursor(RoomHistory.Cursor.encode(500, of: "x"), of: "x")
            try await readsByIndex("the list", pool) {
                _ = try await notifications.list(of: person, before: nil, limit: 20)
                _ = try await notifications.list(of: person, before: cursor, limit: 20)
            }
            try await readsByIndex("reading", pool) {
                try await notifications.markRead(upTo: .max, by: person)
            }
            try await readsByIndex("switches", pool) {
                _ = try await notifications.change(of: person, [.outbid: false])
                _ = try await notifications.settings(of: person)
            }
        }
    }

    @Test func `trades go by index`() async throws {
        try await withLargeTables { services, trade in
            let (pool, trades) = (services.pool, services.trades)
            let cursor = Trades.Cursor("dHJhZGVzfDF8MQ")  // trades|1|1
            #expect(cursor != nil)
            try await readsByIndex("the list", pool) {
                _ = try await trades.list(of: trade.seller, behind: nil, limit: 20)
                _ = try await trades.list(of: trade.seller, behind: cursor, limit: 20)
                _ = try await trades.one(trade.id, for: trade.seller)
            }
            try await readsByIndex("the log", pool) {
                _ = try await trades.entries(of: trade.id, for: trade.seller, .back(before: 9), limit: 20)
                _ = try await trades.entries(of: trade.id, for: trade.seller, .forth(after: 1), limit: 20)
            }
            try await readsByIndex("posting and reading", pool) {
                _ = try await trades.post("x", in: trade, by: trade.seller, key: .random())
                try await trades.markRead(trade.id, upTo: .max, by: trade.winner)
            }
            try await readsByIndex("moving", pool) {
                for state in [TradeProgress.State.agreed, .open] {
                    _ = try await trades.move(trade.id, to: state, by: trade.seller)
                }
            }
            try await readsByIndex("reminders", pool) {
                _ = try await pool.query("UPDATE trade SET remind_at = now() WHERE id = \(trade.id.rawValue)")
                try await TradeReminders(pool: pool, personal: services.personal).run()
            }
        }
    }

    @Test func `what gateways and schedulers look for goes by index`() async throws {
        try await withLargeTables { services, trade in
            let (pool, log) = (services.pool, services.personalLog)
            let notices = FollowerNotices(pool: pool, personal: services.personal)
            try await readsByIndex("looking back", pool) {
                let keys = try await log.keys(since: .now().adding(milliseconds: -3_600_000), limit: 100)
                _ = try await log.messages(for: keys.map { ($0.person, $0.key) })
            }
            let auction = try await pool.sampleAuction(by: trade.seller)
            _ = try await services.likes.like(auction, by: trade.winner)
            try await readsByIndex("followers", pool) {
                _ = try await notices.millisecondsUntilNext()
                _ = try await pool.query(FollowerNotices.store(for: [auction]))
                try await notices.run()
                _ = try await pool.query("DELETE FROM follower_notice WHERE auction_id = \(auction.rawValue)")
            }
            try await readsByIndex("a change of the lead", pool) {
                let change = LeadChange(outbid: [trade.seller, trade.winner].sorted(), leader: UserID(1))
                _ = try await pool.query(change.statement(in: auction))
            }
        }
    }
}
