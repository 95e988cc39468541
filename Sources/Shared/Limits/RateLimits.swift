import Postgres
import Redis

/// A number of times in a stretch of time.
package struct RateLimit: Sendable {
    /// What is counted, unique among all limits.
    let key: String
    let times: Int
    let milliseconds: Int64

    /// - Parameter key: must not tell what it counts to somebody who can read Redis.
    init(_ key: String, _ times: Int, seconds: Int64) {
        self.key = "handsup:{limits}:" + key  // braces: one slot of a cluster, so one script sees all
        self.times = times
        milliseconds = seconds * 1000
    }
}

/// Sliding windows in Redis: each limit keeps the times of its last events, at most `times` of them,
/// and the next one waits until the oldest has left the window.
///
/// Exact at any moment, unlike counters of fixed windows, which let twice the number through at a border.
package struct RateLimits: Sendable {
    private let redis: RedisClient

    package init(redis: RedisClient) { self.redis = redis }

    /// Counts one event under all limits, or under none if one of them is full.
    /// Answers the milliseconds after which it can be tried again; 0 if it was counted.
    /// Throws `RedisError`: without the counts nothing is let through.
    func take(_ limits: [RateLimit], at now: Timestamp) async throws -> Int64 {
        var arguments: [RedisArgument] = [.integer(now.milliseconds)]
        for limit in limits { arguments += [.integer(Int64(limit.times)), .integer(limit.milliseconds)] }
        let keys = limits.map { RedisArgument.text($0.key) }
        return try await redis.script(Self.taking, keys: keys, arguments: arguments).integer ?? 0
    }

    /// Takes back an event that was counted at `now` and then did not happen.
    func giveBack(_ limits: [RateLimit], at now: Timestamp) async throws {
        for limit in limits {
            _ = try await redis.command("LREM", .text(limit.key), 1, .integer(now.milliseconds))
        }
    }

    /// Forgets what was counted under one limit.
    func clear(_ limit: RateLimit) async throws { _ = try await redis.command("DEL", .text(limit.key)) }

    private static let taking = RedisScript(
        """
        local now, wait = tonumber(ARGV[1]), 0
        for i, key in ipairs(KEYS) do
            local oldest = redis.call('LINDEX', key, tonumber(ARGV[2 * i]) - 1)
            if oldest then wait = math.max(wait, tonumber(oldest) + tonumber(ARGV[2 * i + 1]) - now) end
        end
        if wait > 0 then return wait end
        for i, key in ipairs(KEYS) do
            redis.call('LPUSH', key, ARGV[1])
            redis.call('LTRIM', key, 0, tonumber(ARGV[2 * i]) - 1)
            redis.call('PEXPIRE', key, ARGV[2 * i + 1])
        end
        return 0
        """)
}
