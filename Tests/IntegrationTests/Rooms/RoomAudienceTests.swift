import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomAudienceTests {
    private let database = TestDatabase.current
    private let name = "test-\(UInt64.random(in: 0...UInt64.max))"
    /// Of this test alone: the counts of all suites lie in one Redis.
    private let auction = AuctionID(Int64.random(in: 1...1_000_000_000_000))

    /// Waits until `audience` has that count.
    private func wait(for count: Int, in audience: RoomAudience) async throws {
        while await audience.count(in: auction) != count { try await audience.loop.sleep(milliseconds: 20) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `others read what the loops of a room count, and a dead one's ends with its lease`() async throws {
        try await database.withServices { [auction, name] services in
            let one = RoomAudience(on: services.loop, redis: services.redis, name: name + "-1")
            let two = RoomAudience(on: services.loop, redis: services.redis, name: name + "-2")
            let reader = RoomAudience(on: services.loop, redis: services.redis)
            // Both tell how many there are on all loops; one has heard of the latest a moment later.
            await one.set(2, in: auction)
            await two.set(3, in: auction)
            for audience in [one, two, reader] { await audience.start() }
            #expect(await one.count(in: auction) == 2)
            try await wait(for: 3, in: reader)

            let key = "handsup:audience:" + name
            let lease = try await services.redis.command("TTL", .text(key + "-2")).integer ?? 0
            #expect((1...15).contains(lease))

            // As a killed process leaves it: nobody renews the lease, and it ends.
            try await services.redis.command("RENAME", .text(key + "-2"), .text(key + "-dead"))
            try await services.redis.command("SADD", "handsup:audience", .text(key + "-dead"))
            await two.stop()
            try await services.redis.command("EXPIRE", .text(key + "-dead"), 0)
            try await wait(for: 2, in: reader)
            let members = try await services.redis.command("SMEMBERS", "handsup:audience")
            #expect(members.array?.contains(.bytes(Array((key + "-dead").utf8))) == false)

            await one.set(0, in: auction)
            try await wait(for: 0, in: reader)
            await one.stop()
            await reader.stop()
        }
    }
}
