import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RateLimitsTests {
    private let database = TestDatabase.current
    private let clock = MovedClock()

    private func withLimits(_ body: @Sendable (RateLimits) async throws -> Void) async throws {
        try await database.withServices(redis: 1) { services in
            _ = try await services.redis.command("FLUSHDB")
            try await body(RateLimits(redis: services.redis))
        }
    }

    @Test func `so many are let through, the next waits for the oldest to leave`() async throws {
        try await withLimits { rates async throws in
            let limit = RateLimit("a", 3, seconds: 600)
            for _ in 0..<3 {
                #expect(try await rates.take([limit], at: clock.now()) == 0)
                clock.pass(seconds: 100)
            }
            #expect(try await rates.take([limit], at: clock.now()) == 300_000)
            clock.pass(seconds: 299, milliseconds: 999)
            #expect(try await rates.take([limit], at: clock.now()) == 1)
            clock.pass(milliseconds: 1)
            #expect(try await rates.take([limit], at: clock.now()) == 0)
            #expect(try await rates.take([limit], at: clock.now()) == 100_000)
        }
    }

    @Test func `no window of ten minutes, wherever it begins, has more than three`() async throws {
        try await withLimits { rates async throws in
            let limit = RateLimit("window", 3, seconds: 600)
            var taken: [Int64] = []
            for _ in 0..<400 {
                let now = clock.now()
                if try await rates.take([limit], at: now) == 0 { taken.append(now.milliseconds) }
                clock.pass(seconds: .random(in: 0...60), milliseconds: .random(in: 0...999))
            }
            #expect(taken.count > 20)
            for (first, fourth) in zip(taken, taken.dropFirst(3)) { #expect(fourth - first >= 600_000) }
        }
    }

    @Test func `all limits count, or none`() async throws {
        try await withLimits { rates async throws in
            let (small, large) = (RateLimit("small", 1, seconds: 60), RateLimit("large", 2, seconds: 3600))
            #expect(try await rates.take([small, large], at: clock.now()) == 0)
            for _ in 0..<5 { #expect(try await rates.take([small, large], at: clock.now()) == 60_000) }
            clock.pass(seconds: 60)
            #expect(try await rates.take([large, small], at: clock.now()) == 0)
            clock.pass(seconds: 60)
            #expect(try await rates.take([small, large], at: clock.now()) == 3_480_000)
            #expect(try await rates.take([small], at: clock.now()) == 0)
        }
    }

    @Test func `the longest wait of all is told`() async throws {
        try await withLimits { rates async throws in
            let limits = [RateLimit("short", 1, seconds: 10), RateLimit("long", 1, seconds: 100)]
            _ = try await rates.take(limits, at: clock.now())
            #expect(try await rates.take(limits, at: clock.now()) == 100_000)
            #expect(try await rates.take(limits.reversed(), at: clock.now()) == 100_000)
        }
    }

    @Test func `what did not happen is given back, and nothing else`() async throws {
        try await withLimits { rates async throws in
            let limits = [RateLimit("back", 2, seconds: 60), RateLimit("too", 2, seconds: 60)]
            _ = try await rates.take(limits, at: clock.now())
            clock.pass(seconds: 1)
            _ = try await rates.take(limits, at: clock.now())
            try await rates.giveBack(limits, at: clock.now())
            #expect(try await rates.take(limits, at: clock.now()) == 0)
            #expect(try await rates.take(limits, at: clock.now()) == 59_000)
            try await rates.giveBack(limits, at: clock.now().adding(milliseconds: 500))
            #expect(try await rates.take(limits, at: clock.now()) == 59_000)
        }
    }

    @Test func `one limit is forgotten alone`() async throws {
        try await withLimits { rates async throws in
            let (one, other) = (RateLimit("one", 1, seconds: 60), RateLimit("other", 1, seconds: 60))
            _ = try await rates.take([one, other], at: clock.now())
            try await rates.clear(one)
            #expect(try await rates.take([one], at: clock.now()) == 0)
            #expect(try await rates.take([other], at: clock.now()) == 60_000)
        }
    }

    @Test func `takers at the same moment get no more than there is`() async throws {
        try await withLimits { rates async throws in
            let limit = RateLimit("rush", 7, seconds: 60)
            let now = clock.now()
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 { group.addTask { try await rates.take([limit], at: now) == 0 } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 7)
        }
    }

    @Test func `nothing is kept longer than its window`() async throws {
        try await database.withServices(redis: 1) { services in
            _ = try await services.redis.command("FLUSHDB")
            let limit = RateLimit("kept", 3, seconds: 600)
            for _ in 0..<5 {
                _ = try await RateLimits(redis: services.redis).take([limit], at: clock.now())
                clock.pass(seconds: 601)
            }
            #expect(try await services.redis.command("LLEN", .text(limit.key)).integer == 3)
            let left = try await services.redis.command("PTTL", .text(limit.key)).integer ?? 0
            #expect((1...600_000).contains(left))
        }
    }
}
