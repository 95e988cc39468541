import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct TradesTests {
    private let database = TestDatabase.current

    private func withTrade(
        _ body: @Sendable (LoopServices, SampleTrade) async throws -> Void
    ) async throws {
        try await database.withServices { try await body($0, try await $0.pool.sampleTrade()) }
    }

    @Test func `what one writes the other finds, counts and reads`() async throws {
        try await withTrade { services, trade in
            let trades = services.trades
            let replies = [
                try await trades.post("hello", in: trade, by: trade.seller),
                try await trades.post("where?", in: trade, by: trade.seller),
                try await trades.post("at noon", in: trade, by: trade.winner),
            ]
            let entries = replies.compactMap { object($0)["message"] as? [String: Any] }
            #expect(entries.compactMap { $0["seq"] as? Int } == [1, 2, 3])
            let winner = try await trades.seen(trade, by: trade.winner)
            #expect(winner["role"] as? String == "winner")
            #expect(winner["unreadCount"] as? Int == 2)
            #expect(winner["seq"] as? Int == 3)
            #expect((winner["lastMessage"] as? [String: Any])?["text"] as? String == "at noon")
            #expect((winner["partner"] as? [String: Any])?["id"] as? Int64 == trade.seller.rawValue)
            #expect(try await trades.seen(trade, by: trade.seller)["unreadCount"] as? Int == 1)
            try await trades.markRead(trade.id, upTo: 1, by: trade.winner)
            #expect(try await trades.seen(trade, by: trade.winner)["unreadCount"] as? Int == 1)
            #expect(try await trades.seen(trade, by: trade.seller)["partnerReadUpTo"] as? Int == 1)
            try await trades.markRead(trade.id, upTo: .max, by: trade.winner)
            try await trades.markRead(trade.id, upTo: 2, by: trade.winner)
            let read = try await trades.seen(trade, by: trade.winner)
            #expect(read["unreadCount"] as? Int == 0)
            #expect(read["readUpTo"] as? Int == 3)
        }
    }

    @Test func `the other side is told once until it reads, under a new id each time`() async throws {
        try await withTrade { services, trade in
            let (trades, pool) = (services.trades, services.pool)
            var ids: [Int64] = []
            for text in ["a", "b"] {
                _ = try await trades.post(text, in: trade, by: trade.seller)
                ids.append(
                    try await pool.number(
                        "SELECT id FROM notification WHERE person_id = \(trade.winner.rawValue)"))
            }
            #expect(ids[0] < ids[1])
            #expect(try await pool.told(trade.winner) == ["tradeMessage"])
            #expect(try await pool.told(trade.seller) == [])
            try await trades.markRead(trade.id, upTo: 1, by: trade.winner)
            #expect(try await pool.told(trade.winner) == ["tradeMessage"])
            try await trades.markRead(trade.id, upTo: 2, by: trade.winner)
            #expect(try await pool.told(trade.winner) == ["tradeMessage*"])
            _ = try await trades.post("c", in: trade, by: trade.seller)
            #expect(try await pool.told(trade.winner) == ["tradeMessage"])
        }
    }

    @Test func `both hear every entry and read mark at once`() async throws {
        try await withTrade { [database] services, trade in
            let listener = try await PersonalListener([trade.seller, trade.winner], services, database)
            let reply = object(try await services.trades.post("hello", in: trade, by: trade.seller))
            let posted = await listener.next(3)
            #expect(posted.map(\.type) == ["trade", "trade", "notification"])
            #expect(posted[0].key == .trade(trade.id, seq: 1))
            #expect(Set(posted.map(\.person)) == [trade.seller, trade.winner])
            let entry = reply["message"] as? [String: Any] ?? [:]
            #expect(
                (posted[0].json as NSDictionary).isEqual(
                    entry.merging(["type": "trade"]) { $1 } as NSDictionary))
            #expect(posted[2].person == trade.winner)
            #expect(posted[2].json["unread"] as? Int == 1)
            #expect(posted[2].json["trade"] as? Int64 == trade.id.rawValue)
            try await services.trades.markRead(trade.id, upTo: 1, by: trade.winner)
            let read = await listener.next(3)
            #expect(read.map(\.type) == ["tradeRead", "tradeRead", "notificationsRead"])
            #expect(read[0].json["reader"] as? Int64 == trade.winner.rawValue)
            #expect(read[0].json["unreadCount"] as? Int == 0)
            #expect(read[2].json["unread"] as? Int == 0)
            #expect(read.allSatisfy { $0.key == nil })
            await listener.stop()
        }
    }

    @Test func `moves are in the log, and both must make them`() async throws {
        try await withTrade { services, trade in
            let trades = services.trades
            for (index, person) in [trade.seller, trade.seller, trade.winner, trade.winner, trade.seller]
                .enumerated()
            {
                _ = try await trades.move(trade.id, to: index < 3 ? .agreed : .done, by: person)
            }
            let seen = try await trades.seen(trade, by: trade.winner)
            #expect(seen["state"] as? String == "done")
            #expect(seen["proposal"] is NSNull)
            #expect(seen["moves"] as? [String] == [])
            let log = items(
                try await trades.entries(of: trade.id, for: trade.winner, .forth(after: 0), limit: 10))
            #expect(log.map { $0["state"] as? String } == ["open", "agreed", "agreed", "done"])
            #expect(
                log.compactMap { ($0["proposal"] as? [String: Any])?["state"] as? String } == [
                    "agreed", "done",
                ])
            #expect(await trades.outcome(.move(.open), in: trade, by: trade.seller) == "trade.closed")
            #expect(await trades.outcome(.post("thanks"), in: trade, by: trade.winner) == "ok")
            #expect(
                try await services.pool.number(
                    "SELECT count(*) FROM trade WHERE remind_at IS NULL AND id = \(trade.id.rawValue)") == 1)
        }
    }

    @Test func `who waited for three days cancels alone`() async throws {
        try await withTrade { services, trade in
            _ = try await services.trades.move(trade.id, to: .cancelled, by: trade.seller)
            _ = try await services.pool.query(
                "UPDATE trade SET proposed_at = now() - interval '3 days' WHERE id = \(trade.id.rawValue)")
            let moved = object(try await services.trades.move(trade.id, to: .cancelled, by: trade.seller))
            #expect(moved["state"] as? String == "cancelled")
        }
    }

    @Test func `strangers find nothing, and who is suspended writes nothing`() async throws {
        try await withTrade { services, trade in
            let (trades, stranger) = (services.trades, try await services.pool.samplePerson())
            for person in [stranger, UserID(999_999_999)] {
                for attempt in [Trades.Attempt.see, .log, .read, .post("x"), .move(.agreed)] {
                    #expect(await trades.outcome(attempt, in: trade, by: person) == "notFound")
                }
            }
            _ = try await services.pool.query(
                "UPDATE person SET suspended_at = now() WHERE id = \(trade.seller.rawValue)")
            for attempt in [Trades.Attempt.post("x"), .move(.agreed)] {
                #expect(await trades.outcome(attempt, in: trade, by: trade.seller) == "unauthenticated")
            }
        }
    }

    @Test func `pictures are one's own, in the order given`() async throws {
        try await withTrade { services, trade in
            let own = [
                try await services.pool.sampleImage(of: trade.seller),
                try await services.pool.sampleImage(of: trade.seller),
            ]
            let foreign = try await services.pool.sampleImage(of: trade.winner)
            let posted = try await services.trades.post(
                text: .absent, imageIds: .value(own.reversed()), in: trade.id, by: trade.seller, key: nil)
            let images = (object(posted)["message"] as? [String: Any])?["images"] as? [[String: Any]] ?? []
            #expect(images.compactMap { $0["id"] as? Int64 } == own.reversed())
            #expect(Set(images[0].keys) == ["id", "url", "mediumUrl", "thumbnailUrl", "width", "height"])
            let log = try await services.trades.entries(
                of: trade.id, for: trade.winner, .back(before: nil), limit: 1)
            #expect((items(log)[0]["images"] as? [[String: Any]])?.count == 2)
            for ids in [[foreign], [own[0], foreign], [999_999_999]] {
                let attempt = Trades.Attempt.post("x", images: ids)
                #expect(await services.trades.outcome(attempt, in: trade, by: trade.seller) == "invalid")
            }
        }
    }
}
