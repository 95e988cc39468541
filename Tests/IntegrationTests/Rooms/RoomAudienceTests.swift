import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomAudienceTests {
    private let database = TestDatabase.current
    private let name = "test-\(UInt64.random(in: 0...UInt64.max))"
    /// Of this test alone: the counts of all suites lie in one Redis.
    private let auction = AuctionID(Int64.random(in: 1...1_000_000_000_000))

    /// The next exchange in whose totals the room has `count` watchers.
    private func wait(for count: Int, _ totals: AsyncStream<[AuctionID: Int]>) async {
        for await total in totals where total[auction] ?? 0 == count { return }
    }

    @Test func `loops sum up, and a dead one's watchers end with its lease`() async throws {
        try await database.withServices { [auction, name] services in
            let one = RoomAudience(on: services.loop, redis: services.redis, name: name + "-1")
            let two = RoomAudience(on: services.loop, redis: services.redis, name: name + "-2")
            let (totals, continuation) = AsyncStream.makeStream(of: [AuctionID: Int].self)
            await one.set(2, in: auction)
            await two.set(3, in: auction)
            await one.start { continuation.yield($0) }
            await two.start()
            await wait(for: 5, totals)
            #expect(await one.count(in: auction) == 5)

            let key = "handsup:audience:" + name
            let lease = try await services.redis.command("TTL", .text(key + "-2")).integer ?? 0
            #expect((1...15).contains(lease))

            // As a killed process leaves it: nobody renews the lease, and it ends.
            try await services.redis.command("RENAME", .text(key + "-2"), .text(key + "-dead"))
            try await services.redis.command("SADD", "handsup:audience", .text(key + "-dead"))
            await two.stop()
            await wait(for: 5, totals)
            try await services.redis.command("EXPIRE", .text(key + "-dead"), 0)
            await wait(for: 2, totals)
            let members = try await services.redis.command("SMEMBERS", "handsup:audience")
            #expect(members.array?.contains(.bytes(Array((key + "-dead").utf8))) == false)

            await one.set(0, in: auction)
            await wait(for: 0, totals)
            await one.stop()
        }
    }
}
