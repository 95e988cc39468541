import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct PersonalLogTests {
    private let database = TestDatabase.current

    @Test func `what was written since is found in its order, an entry for both sides`() async throws {
        try await database.withServices { services in
            let (log, pool) = (services.personalLog, services.pool)
            let trade = try await pool.sampleTrade()
            for text in ["a", "b"] { _ = try await services.trades.post(text, in: trade, by: trade.seller) }
            let keys = try await log.keys(since: .earliest, limit: 100)
            #expect(keys.map(\.at) == keys.map(\.at).sorted())
            let entries = keys.filter { if case .trade = $0.key { true } else { false } }
            #expect(entries.count == 4)
            #expect(Set(entries.map(\.person)) == [trade.seller, trade.winner])
            #expect(keys.count == 5)
            let messages = try await log.messages(for: keys.map { ($0.person, $0.key) })
            #expect(messages.count == 5)
            #expect(Set(messages.compactMap(\.key)) == Set(keys.map(\.key)))
        }
    }

    @Test func `page by page nothing is lost and nothing comes twice`() async throws {
        try await database.withServices { services in
            let (log, pool) = (services.personalLog, services.pool)
            for _ in 0..<3 {
                let trade = try await pool.sampleTrade()
                for text in ["a", "b", "c"] {
                    _ = try await services.trades.post(text, in: trade, by: trade.winner)
                }
            }
            // Some at the very same time.
            _ = try await pool.query("UPDATE notification SET at = (SELECT min(at) FROM notification)")
            let all = try await log.keys(since: .earliest, limit: 1000).map(\.key.word)
            for limit in 1...4 {
                var found: [String] = []
                var since = Timestamp.earliest
                while let last = try await page(log, since, limit, &found) { since = last }
                #expect(found.sorted() == all.sorted())
            }
        }
    }

    private func page(
        _ log: PersonalLog, _ since: Timestamp, _ limit: Int, _ found: inout [String]
    ) async throws -> Timestamp? {
        let keys = try await log.keys(since: since, limit: limit)
        found += keys.map(\.key.word)
        return keys.last?.at
    }

    @Test func `what was read or replaced has no message any more, and strangers get none`() async throws {
        try await database.withServices { services in
            let (log, trade) = (services.personalLog, try await services.pool.sampleTrade())
            _ = try await services.trades.post("a", in: trade, by: trade.seller)
            let keys = try await log.keys(since: .earliest, limit: 1000)
                .filter { [trade.seller, trade.winner].contains($0.person) }
                .map { (person: $0.person, key: $0.key) }
            #expect(keys.count == 3)
            let stranger = try await services.pool.samplePerson()
            #expect(try await log.messages(for: [(stranger, .trade(trade.id, seq: 1))]).isEmpty)
            #expect(try await log.messages(for: [(trade.seller, .trade(trade.id, seq: 2))]).isEmpty)
            try await services.notifications.markRead(upTo: .max, by: trade.winner)
            let left = try await log.messages(for: keys)
            #expect(left.allSatisfy { $0.key == .trade(trade.id, seq: 1) })
            #expect(try await log.messages(for: []).isEmpty)
        }
    }

    @Test func `many are told through the bound of Redis`() async throws {
        try await database.withServices { [database] services in
            let people = try await services.pool.samplePeople(3)
            let listener = try await PersonalListener(people, services, database)
            let messages = (0..<2400).map {
                PersonalMessage(
                    person: people[$0 / 800], key: .notification(NotificationID(Int64($0 + 1))),
                    text: Array("{}".utf8))
            }
            await services.personal.publish(messages)
            #expect(await listener.next(messages.count) == messages)
            await listener.stop()
        }
    }
}
