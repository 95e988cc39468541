import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct TradeRemindersTests {
    private let database = TestDatabase.current

    private func letADayPass(_ pool: PostgresPool) async throws {
        _ = try await pool.query("UPDATE trade SET remind_at = remind_at - interval '1 day'")
    }

    @Test func `after a day without a word both are reminded, once a silence`() async throws {
        try await database.withServices { services in
            let (pool, trade) = (services.pool, try await services.pool.sampleTrade())
            let reminders = TradeReminders(pool: pool, personal: services.personal)
            try await reminders.run()
            #expect(try await pool.told(trade.seller) == [])
            for _ in 0..<2 {
                try await letADayPass(pool)
                try await reminders.run()
                #expect(try await pool.told(trade.seller) == ["tradeReminder"])
                #expect(try await pool.told(trade.winner) == ["tradeReminder"])
            }
            _ = try await services.trades.post("hello", in: trade, by: trade.seller)
            try await reminders.run()
            _ = try await pool.query("UPDATE notification SET read_at = now()")
            try await letADayPass(pool)
            try await reminders.run()
            #expect(try await pool.told(trade.seller) == ["tradeReminder"])
            #expect(try await pool.told(trade.winner) == ["tradeReminder", "tradeMessage*"])
        }
    }

    @Test func `what is over needs no reminder, nor who switched it off`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let (over, muted) = (try await pool.sampleTrade(), try await pool.sampleTrade())
            for person in [over.seller, over.winner] {
                _ = try await services.trades.move(over.id, to: .cancelled, by: person)
            }
            _ = try await services.notifications.change(of: muted.seller, [.tradeReminder: false])
            try await letADayPass(pool)
            try await TradeReminders(pool: pool, personal: services.personal).run()
            #expect(try await pool.told(over.seller).contains("tradeReminder") == false)
            #expect(try await pool.told(muted.seller) == [])
            #expect(try await pool.told(muted.winner) == ["tradeReminder"])
        }
    }

    @Test func `two schedulers over many trades remind each side once`() async throws {
        try await database.withServices { services in
            let (pool, person) = (services.pool, try await services.pool.samplePerson())
            let winner = try await pool.samplePerson()
            let auctions = try await pool.sampleAuctions(1200, by: person, status: .ended, endsIn: -1)
            _ = try await pool.query(
                """
                INSERT INTO trade (auction_id, seller_id, winner_id, remind_at)
                SELECT id, \(person.rawValue), \(winner.rawValue), now() FROM unnest(\(auctions.map(\.rawValue))) id
                """)
            let reminders = TradeReminders(pool: pool, personal: services.personal)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { try await reminders.run() } }
                try await group.waitForAll()
            }
            try await reminders.run()
            for one in [person, winner] { #expect(try await pool.told(one).count == 1200) }
        }
    }
}
