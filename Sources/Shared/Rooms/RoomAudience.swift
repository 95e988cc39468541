import EventLoops
import Redis

/// How many watch each room, across all gateways, as of the last second.
///
/// Each gateway loop writes its own counts as one hash with a lease; everybody sums them up once a
/// second. A dead gateway's counts end with its lease; without Redis the counts are the loop's own.
package actor RoomAudience {
    /// Seconds: a killed gateway's watchers are gone after that.
    private static let lease: Int64 = 15
    private static let members = "handsup:audience"

    package nonisolated let loop: EventLoop
    private let redis: RedisClient
    /// Names this loop's hash; nil for one that only reads.
    private let key: String?
    private var own: [AuctionID: Int] = [:]
    private var totals: [AuctionID: Int] = [:]
    private var written: [AuctionID: Int] = [:]
    private var secondsSinceWrite: Int64 = 0
    private var timer: LoopTimer?
    private var isBusy = false
    private var onChange: (@Sendable ([AuctionID: Int]) -> Void)?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter name: unique for a loop that has watchers of its own, nil for one that has none.
    package init(on loop: EventLoop, redis: RedisClient, name: String? = nil) {
        self.loop = loop
        self.redis = redis
        key = name.map { Self.members + ":" + $0 }
    }

    /// Starts the once-a-second exchange. `onChange` gets the totals each time.
    package func start(onChange: (@Sendable ([AuctionID: Int]) -> Void)? = nil) {
        self.onChange = onChange
        let timer = LoopTimer(on: loop)
        self.timer = timer
        timer.start(after: 1000, every: 1000) { [unowned self] in self.assumeIsolated { $0.tick() } }
    }

    /// Ends the exchange and takes this loop's counts out of the sums at once.
    package func stop() async {
        timer?.close()
        if let key { _ = try? await redis.command("DEL", .text(key)) }
    }

    /// People in the room by the last exchange.
    package func count(in auction: AuctionID) -> Int { max(totals[auction] ?? 0, own[auction] ?? 0) }

    /// The rooms with the most people, most first.
    func largest(_ count: Int) -> [(auction: AuctionID, people: Int)] {
        totals.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(count)
            .map { (auction: $0.key, people: $0.value) }
    }

    /// Tells how many of this loop's own sockets are in the room.
    package func set(_ count: Int, in auction: AuctionID) { own[auction] = count > 0 ? count : nil }

    private func tick() {
        guard !isBusy else { return }
        isBusy = true
        Task(executorPreference: loop) { await self.exchange() }
    }

    private func exchange() async {
        do {
            try await write()
            totals = try await read()
        } catch {
            totals = own
            written = [:]
        }
        onChange?(totals)
        isBusy = false
    }

    private func write() async throws {
        guard let key else { return }
        secondsSinceWrite += 1
        guard own != written || secondsSinceWrite >= Self.lease / 3 else { return }
        if !own.isEmpty || !written.isEmpty {
            var arguments: [RedisArgument] = [.integer(Self.lease)]
            for (auction, count) in own { arguments += [.integer(auction.rawValue), .integer(Int64(count))] }
            _ = try await redis.script(
                Self.writing, keys: [.text(key), .text(Self.members)], arguments: arguments)
        }
        written = own
        secondsSinceWrite = 0
    }

    private func read() async throws -> [AuctionID: Int] {
        var totals: [AuctionID: Int] = [:]
        guard
            case .array(let flat) = try await redis.script(
                Self.reading, keys: [.text(Self.members)], arguments: [])
        else { return totals }
        var index = 0
        while index + 1 < flat.count {
            if let id = flat[index].string.flatMap({ AuctionID($0) }),
                let count = flat[index + 1].string.flatMap({ Int($0) })
            {
                totals[id, default: 0] += count
            }
            index += 2
        }
        return totals
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
