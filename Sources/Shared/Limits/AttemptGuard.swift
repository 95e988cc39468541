import Postgres
import Redis

/// Slows down whoever guesses passwords: a bucket for the account, one for the address.
///
/// Ten failures are free, each further one waits twice as long as the one before. A bucket is
/// forgotten 15 minutes after its last failure. An attempt counts as a failure of the account from its
/// beginning, so that guesses made side by side are counted too; of the address only when it failed,
/// so that many people behind one address can sign in at once.
package struct AttemptGuard: Sendable {
    /// NIST SP 800-63B §5.2.2 allows 100 at most; ten in 15 minutes is what the product asks for.
    static let freeFailures: Int64 = 10
    static let memoryMilliseconds: Int64 = 15 * 60_000
    static let firstWaitMilliseconds: Int64 = 30_000
    static let longestWaitMilliseconds: Int64 = 15 * 60_000

    private let redis: RedisClient
    private let clock: @Sendable () -> Timestamp

    package init(redis: RedisClient, clock: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.redis = redis
        self.clock = clock
    }

    /// An attempt that was let through and must be told how it ended.
    struct Attempt: Sendable {
        fileprivate let account: String
        fileprivate let address: String
    }

    /// Throws `rateLimited` while one of the buckets waits, `RedisError` without Redis.
    func begin(account: String, address: ClientAddress) async throws -> Attempt {
        let attempt = Attempt(
            account: "handsup:{attempts}:account:" + account,
            address: "handsup:{attempts}:address:" + address.bucket)
        let wait = try await count(keys: [attempt.account, attempt.address], counted: 1)
        guard wait == 0 else {
            throw Problem.rateLimited("Too many failed attempts; wait a while.", milliseconds: wait)
        }
        return attempt
    }

    /// For an attempt that could not be judged.
    func withdraw(_ attempt: Attempt) async throws {
        _ = try await redis.script(
            Self.withdrawing, keys: [.text(attempt.account)], arguments: [.integer(Self.freeFailures)])
    }

    func failed(_ attempt: Attempt) async throws { _ = try await count(keys: [attempt.address], counted: 1) }

    /// Whoever knows the password may start anew.
    func succeeded(_ attempt: Attempt) async throws {
        _ = try await redis.command("DEL", .text(attempt.account))
    }

    /// Forgets an account's failures: the person proved in another way who it is.
    func forgive(account: String) async throws {
        _ = try await redis.command("DEL", .text("handsup:{attempts}:account:" + account))
    }

    /// Adds a failure to the first `counted` of the keys, unless one of all is waiting: then the wait.
    private func count(keys: [String], counted: Int64) async throws -> Int64 {
        try await redis.script(
            Self.counting, keys: keys.map { .text($0) },
            arguments: [
                .integer(clock().milliseconds), .integer(counted), .integer(Self.freeFailures),
                .integer(Self.memoryMilliseconds), .integer(Self.firstWaitMilliseconds),
                .integer(Self.longestWaitMilliseconds),
            ]
        ).integer ?? 0
    }

    private static let counting = RedisScript(
        """
        local now, counted, free, memory, first, longest = unpack(ARGV)
        now, free, memory, first, longest =
            tonumber(now), tonumber(free), tonumber(memory), tonumber(first), tonumber(longest)
        local wait, buckets = 0, {}
        for i, key in ipairs(KEYS) do
            local bucket = redis.call('HMGET', key, 'failures', 'until', 'last')
            buckets[i] = {tonumber(bucket[1]) or 0, tonumber(bucket[2]) or 0}
            if now >= math.max(buckets[i][2], tonumber(bucket[3]) or 0) + memory then buckets[i][1] = 0 end
            wait = math.max(wait, buckets[i][2] - now)
        end
        if wait > 0 then return wait end
        for i = 1, tonumber(counted) do
            local failures = buckets[i][1] + 1
            local over = failures - free
            local freed = 0
            if over >= 0 then freed = now + math.min(longest, first * 2 ^ math.min(over, 30)) end
            redis.call('HSET', KEYS[i], 'failures', failures, 'last', ARGV[1],
                'until', string.format('%.0f', freed))
            redis.call('PEXPIRE', KEYS[i], string.format('%.0f', memory + math.max(0, freed - now)))
        end
        return 0
        """)

    private static let withdrawing = RedisScript(
        """
        local failures = tonumber(redis.call('HGET', KEYS[1], 'failures') or 0)
        if failures > 0 then
            redis.call('HSET', KEYS[1], 'failures', failures - 1)
            if failures <= tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'until', 0) end
        end
        return 0
        """)
}
