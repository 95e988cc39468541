import Foundation
import Postgres
import Testing

@testable import Shared

/// What holds when both sides, and their retries, come at once through several processes.
@Suite(.servers, .database, .serialized) struct TradeRacesTests {
    private let database = TestDatabase.current

    private func withTwo(
        _ body: @Sendable ([LoopServices], SampleTrade) async throws -> Void
    ) async throws {
        try await database.withServices { [database] one in
            try await database.withServices { two in
                try await body([one, two], try await one.pool.sampleTrade())
            }
        }
    }

    @Test func `posts, moves and read marks at once leave one log without gaps, and true counts`()
        async throws
    {
        try await withTwo { services, trade in
            let sides = [trade.seller, trade.winner]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<120 {
                    let (trades, person) = (services[index % 2].trades, sides[index / 2 % 2])
                    group.addTask {
                        switch index % 5 {
                        case 0: try await trades.markRead(trade.id, upTo: Int64(index / 2), by: person)
                        case 1:
                            _ = try await trades.move(
                                trade.id, to: index % 3 == 0 ? .open : .cancelled, by: trade.seller)
                        default: _ = try await trades.post("\(index)", in: trade, by: person)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let id = trade.id.rawValue
            let pool = services[0].pool
            #expect(
                try await pool.number(
                    """
                    SELECT count(*) FROM trade t WHERE id = \(id)
                        AND seq = (SELECT count(*) FROM trade_message WHERE trade_id = t.id)
                        AND seq = (SELECT max(seq) FROM trade_message WHERE trade_id = t.id)
                        AND seller_unread = (SELECT count(*) FROM trade_message
                            WHERE trade_id = t.id AND author_id = winner_id AND seq > seller_read)
                        AND winner_unread = (SELECT count(*) FROM trade_message
                            WHERE trade_id = t.id AND author_id = seller_id AND seq > winner_read)
                    """) == 1)
        }
    }

    @Test func `the same key many times at once is one message with one answer`() async throws {
        try await withTwo { services, trade in
            let key = PostgresUUID.random()
            let replies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await services[index % 2].trades.post(
                            "hello", in: trade, by: trade.seller, key: key)
                    }
                }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(replies.count == 1)
            #expect(try await services[0].trades.seen(trade, by: trade.winner)["seq"] as? Int == 1)
            let other = Trades.Attempt.post("other", key: key)
            #expect(
                await services[0].trades.outcome(other, in: trade, by: trade.seller) == "idempotency.mismatch"
            )
        }
    }

    @Test func `the same key in two trades at once is accepted by one`() async throws {
        try await withTwo { services, first in
            for _ in 0..<10 {
                let second = try await services[0].pool.sampleTrade(seller: first.seller)
                let key = PostgresUUID.random()
                let codes = await withTaskGroup(of: String.self) { group in
                    for (index, trade) in [first, second].enumerated() {
                        group.addTask {
                            await services[index].trades.outcome(
                                .post("hello", key: key), in: trade, by: trade.seller)
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes.sorted() == ["idempotency.mismatch", "ok"])
            }
        }
    }

    @Test func `of two moves at once one proposes and one agrees`() async throws {
        try await withTwo { services, trade in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, person) in [trade.seller, trade.winner].enumerated() {
                    group.addTask {
                        _ = try await services[index].trades.move(trade.id, to: .agreed, by: person)
                    }
                }
                try await group.waitForAll()
            }
            let seen = try await services[0].trades.seen(trade, by: trade.seller)
            #expect(seen["state"] as? String == "agreed")
            #expect(seen["seq"] as? Int == 2)
        }
    }
}
