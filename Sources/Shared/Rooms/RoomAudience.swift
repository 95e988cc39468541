import EventLoops
import Redis

/// How many are in each room, for lists and pages, across all gateways.
///
/// Each gateway loop knows the whole count of its own rooms (`Presence`) and writes them as one hash with a
/// lease, at most once a second; processes without sockets read all hashes once a second. A dead gateway's
/// hash ends with its lease. Without Redis a gateway loop shows its own counts, other processes none.
package actor RoomAudience {
    /// Seconds: a killed gateway's rooms are gone after that.
    private static let lease: Int64 = 15
    private static let members = "handsup:audience"

    package nonisolated let loop: EventLoop
    private let redis: RedisClient
    /// Names this loop's hash; nil for one that only reads.
    private let key: String?
    private var counts: [AuctionID: Int] = [:]
    private var written: [AuctionID: Int] = [:]
    private var secondsSinceWrite: Int64 = 0
    private var timer: LoopTimer?
    private var isBusy = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter name: unique for a loop that has rooms of its own, nil for one that has none.
    package init(on loop: EventLoop, redis: RedisClient, name: String? = nil) {
        self.loop = loop
        self.redis = redis
        key = name.map { Self.members + ":" + $0 }
    }

    /// Starts to write, or to read, once a second.
    package func start() {
        let timer = LoopTimer(on: loop)
        self.timer = timer
        timer.start(after: 1000, every: 1000) { [unowned self] in self.assumeIsolated { $0.tick() } }
    }

    /// Ends that, and takes this loop's counts away at once.
    package func stop() async {
        timer?.close()
        if let key { _ = try? await redis.command("DEL", .text(key)) }
    }

    /// People in the room: those of this moment on a loop that has it, those of the last second elsewhere.
    package func count(in auction: AuctionID) -> Int { counts[auction] ?? 0 }

    /// The rooms with the most people, most first.
    func largest(_ count: Int) -> [(auction: AuctionID, people: Int)] {
        counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(count)
            .map { (auction: $0.key, people: $0.value) }
    }

    /// Tells how many are in one of this loop's rooms, on whatever loop.
    package func set(_ count: Int, in auction: AuctionID) { counts[auction] = count > 0 ? count : nil }

    private func tick() {
        guard !isBusy else { return }
        isBusy = true
        Task(executorPreference: loop) { await self.exchange() }
    }

    private func exchange() async {
        do {
            if let key { try await write(key) } else { counts = try await read() }
        } catch {
            written = [:]
            if key == nil { counts = [:] }
        }
        isBusy = false
    }

    private func write(_ key: String) async throws {
        secondsSinceWrite += 1
        guard counts != written || secondsSinceWrite >= Self.lease / 3 else { return }
        let counts = counts
        if !counts.isEmpty || !written.isEmpty {
            var arguments: [RedisArgument] = [.integer(Self.lease)]
            for (auction, count) in counts {
                arguments += [.integer(auction.rawValue), .integer(Int64(count))]
            }
            _ = try await redis.script(
                Self.writing, keys: [.text(key), .text(Self.members)], arguments: arguments)
        }
        written = counts
        secondsSinceWrite = 0
    }

    /// Several loops may have a room, each with the count of all: the largest is the latest or nearly so.
    private func read() async throws -> [AuctionID: Int] {
        var counts: [AuctionID: Int] = [:]
        guard
            case .array(let flat) = try await redis.script(
                Self.reading, keys: [.text(Self.members)], arguments: [])
        else { return counts }
        var index = 0
        while index + 1 < flat.count {
            if let id = flat[index].string.flatMap({ AuctionID($0) }),
                let count = flat[index + 1].string.flatMap({ Int($0) })
            {
                counts[id] = max(counts[id] ?? 0, count)
            }
            index += 2
        }
        return counts
    }

    /// Replaces a loop's hash as a whole and renews its lease.
    private static let writing = RedisScript(
        """
        redis.call('DEL', KEYS[1])
        for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        redis.call('EXPIRE', KEYS[1], ARGV[1])
        redis.call('SADD', KEYS[2], KEYS[1])
        return 0
        """)

    /// All hashes, flat; names whose lease has ended are forgotten.
    private static let reading = RedisScript(
        """
        local all = {}
        for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            local fields = redis.call('HGETALL', key)
            if #fields == 0 then redis.call('SREM', KEYS[1], key) end
            for _, field in ipairs(fields) do all[#all + 1] = field end
        end
        return all
        """)
}
