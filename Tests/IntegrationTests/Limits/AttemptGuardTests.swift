import Postgres
import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct AttemptGuardTests {
    private let database = TestDatabase.current
    private let clock = MovedClock()
    private let address = ClientAddress("203.0.113.7")

    private func withGuard(_ body: @Sendable (AttemptGuard, RedisClient) async throws -> Void) async throws {
        try await database.withServices(redis: 2) { services in
            _ = try await services.redis.command("FLUSHDB")
            try await body(AttemptGuard(redis: services.redis, clock: clock.now), services.redis)
        }
    }

    /// Somewhere else each time, so that only the account counts.
    private func elsewhere() -> ClientAddress {
        ClientAddress("198.51.\(Int.random(in: 0...255)).\(Int.random(in: 0...255))")
    }

    @Test func `ten failures are free, then each waits twice as long, up to fifteen minutes`() async throws {
        try await withGuard { attempts, _ async throws in
            for _ in 0..<10 {
                let attempt = try await attempts.begin(account: "a", address: elsewhere())
                try await attempts.failed(attempt)
            }
            for seconds in [30, 60, 120, 240, 480, 900, 900, 900] as [Int64] {
                #expect(
                    await wait { try await attempts.begin(account: "a", address: elsewhere()) } == seconds)
                clock.pass(seconds: seconds, milliseconds: -1)
                #expect(await wait { try await attempts.begin(account: "a", address: elsewhere()) } == 1)
                clock.pass(milliseconds: 1)
                try await attempts.failed(try await attempts.begin(account: "a", address: elsewhere()))
            }
            #expect(await wait { try await attempts.begin(account: "b", address: elsewhere()) } == nil)
        }
    }

    @Test func `guesses made side by side are counted too`() async throws {
        try await withGuard { attempts, _ async throws in
            let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        await wait { try await attempts.begin(account: "a", address: elsewhere()) } == nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(begun == 10)
        }
    }

    @Test func `an address that fails with many accounts waits for all of them`() async throws {
        try await withGuard { attempts, _ async throws in
            for account in 0..<10 {
                try await attempts.failed(try await attempts.begin(account: "\(account)", address: address))
            }
            #expect(await wait { try await attempts.begin(account: "new", address: address) } == 30)
            let neighbour = ClientAddress("203.0.113.8")
            #expect(await wait { try await attempts.begin(account: "new", address: neighbour) } == nil)
        }
    }

    @Test func `many people behind one address sign in at once`() async throws {
        try await withGuard { attempts, _ async throws in
            var begun: [AttemptGuard.Attempt] = []
            for account in 0..<40 {
                begun.append(try await attempts.begin(account: "\(account)", address: address))
            }
            for attempt in begun { try await attempts.succeeded(attempt) }
            #expect(await wait { try await attempts.begin(account: "0", address: address) } == nil)
        }
    }

    @Test func `a success forgets the account's failures, not the address's`() async throws {
        try await withGuard { attempts, _ async throws in
            for _ in 0..<9 {
                try await attempts.failed(try await attempts.begin(account: "a", address: address))
            }
            try await attempts.succeeded(try await attempts.begin(account: "a", address: address))
            try await attempts.failed(try await attempts.begin(account: "a", address: address))
            #expect(await wait { try await attempts.begin(account: "a", address: address) } == 30)
            #expect(await wait { try await attempts.begin(account: "a", address: elsewhere()) } == nil)
        }
    }

    @Test func `an account is forgiven, an attempt that was not judged is withdrawn`() async throws {
        try await withGuard { attempts, _ async throws in
            for _ in 0..<10 { _ = try await attempts.begin(account: "a", address: elsewhere()) }
            #expect(await wait { try await attempts.begin(account: "a", address: elsewhere()) } == 30)
            try await attempts.forgive(account: "a")
            for _ in 0..<30 {
                try await attempts.withdraw(try await attempts.begin(account: "a", address: elsewhere()))
            }
        }
    }

    @Test func `a bucket is forgotten fifteen minutes after the wait of its last failure`() async throws {
        try await withGuard { attempts, redis async throws in
            for number in 1...12 {
                let attempt = try await attempts.begin(account: "a", address: address)
                try await attempts.failed(attempt)
                let wait: Int64 = number < 10 ? 0 : 30_000 << Int64(number - 10)
                for key in ["account:a", "address:" + address.bucket] {
                    let left =
                        try await redis.command("PTTL", .text("handsup:{attempts}:" + key)).integer ?? 0
                    // Redis goes by its own clock, and a few milliseconds may have passed.
                    #expect((wait + 840_000...wait + 900_000).contains(left), "\(key) after \(number)")
                }
                clock.pass(milliseconds: wait)
            }
        }
    }
}
