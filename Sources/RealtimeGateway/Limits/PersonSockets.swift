import EventLoops
import Redis
import Shared

/// How many sockets each person has across all gateways: a Redis hash for each gateway loop, under a lease.
///
/// A loop that was killed is forgotten with its lease. Without Redis each process counts for itself.
actor PersonSockets {
    private static let loops = "handsup:sockets"
    /// Fields in one command when a loop writes all it has.
    private static let writtenAtOnce = 1000

    nonisolated let loop: EventLoop
    private let redis: RedisClient
    private let key: String
    private let limit: Int
    private let process: SocketCounts<UserID, SharedAllowance>
    private var own: [UserID: Int] = [:]
    /// Whether Redis has what this loop has, as far as is known.
    private var isWritten = true
    private var isRenewing = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - name: of the loop, unique among all gateways.
    ///   - process: the count of the process, which its loops share.
    init(
        on loop: EventLoop, redis: RedisClient, name: String, limit: Int,
        process: SocketCounts<UserID, SharedAllowance>
    ) {
        self.loop = loop
        self.redis = redis
        key = Self.loops + ":" + name
        self.limit = limit
        self.process = process
    }

    /// Counts a socket of the person; returns what it shares with the person's others. Throws `sockets.tooMany`.
    func enter(_ person: UserID) async throws(Problem) -> SharedAllowance {
        guard let allowance = process.enter(person) else { throw tooMany }
        own[person, default: 0] += 1
        do {
            let arguments = [RedisArgument(person.rawValue), .integer(Int64(limit)), lease]
            let reply = try await redis.script(
                Self.entering, keys: [.text(Self.loops), .text(key)], arguments: arguments)
            guard reply.integer != 0 else {
                forget(person)
                throw tooMany
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            isWritten = false  // the count of the process has let it in
        }
        return allowance
    }

    func leave(_ person: UserID) {
        forget(person)
        Task(executorPreference: loop) { await self.takeAway(person) }
    }

    private func takeAway(_ person: UserID) async {
        do {
            _ = try await redis.script(
                Self.leaving, keys: [.text(key)], arguments: [RedisArgument(person.rawValue)])
        } catch {
            isWritten = false
        }
    }

    private func forget(_ person: UserID) {
        process.leave(person)
        if let count = own[person] { own[person] = count > 1 ? count - 1 : nil }
    }

    /// To be called every few seconds: renews the lease, and writes all anew where Redis has lost something.
    func renew() {
        guard !isRenewing else { return }
        isRenewing = true
        Task(executorPreference: loop) { await self.write() }
    }

    private func write() async {
        defer { isRenewing = false }
        do {
            let isThere =
                try await redis.script(
                    Self.renewing, keys: [.text(Self.loops), .text(key)], arguments: [lease]
                ).integer == 1
            guard !isWritten || (!isThere && !own.isEmpty) else { return }
            let all = Array(own)
            isWritten = true
            try await redis.command("DEL", .text(key))
            for start in stride(from: 0, to: all.count, by: Self.writtenAtOnce) {
                var command: [RedisArgument] = ["HSET", .text(key)]
                for (person, count) in all[start..<min(start + Self.writtenAtOnce, all.count)] {
                    command += [.integer(person.rawValue), .integer(Int64(count))]
                }
                try await redis.command(command)
            }
            _ = try await redis.script(
                Self.renewing, keys: [.text(Self.loops), .text(key)], arguments: [lease])
        } catch {
            isWritten = false
        }
    }

    /// Takes this loop's counts away at once.
    func stop() async { _ = try? await redis.command("DEL", .text(key)) }

    private var lease: RedisArgument { .integer(PresenceStore.leaseMilliseconds) }

    private var tooMany: Problem {
        Problem(.tooMany, "sockets.tooMany", "A person can have \(limit) sockets.")
    }

    /// Adds one unless the person has as many as allowed on all loops together.
    private static let entering = RedisScript(
        """
        local count = 0
        for _, loop in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            count = count + tonumber(redis.call('HGET', loop, ARGV[1]) or 0)
        end
        if count >= tonumber(ARGV[2]) then return 0 end
        redis.call('SADD', KEYS[1], KEYS[2])
        redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return 1
        """)

    private static let leaving = RedisScript(
        """
        if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 and redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
            redis.call('HDEL', KEYS[1], ARGV[1])
        end
        return 0
        """)

    /// Answers whether the loop's hash is there; loops whose lease has ended are forgotten.
    private static let renewing = RedisScript(
        """
        for _, loop in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            if redis.call('EXISTS', loop) == 0 then redis.call('SREM', KEYS[1], loop) end
        end
        local isThere = redis.call('PEXPIRE', KEYS[2], ARGV[1])
        if isThere == 1 then redis.call('SADD', KEYS[1], KEYS[2]) end
        return isThere
        """)
}
