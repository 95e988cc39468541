import EventLoops
import Redis

/// Tells people at once what concerns them, over Redis pub/sub, one channel a person.
///
/// Nothing is lost without it: gateways read `PersonalLog` once a second. So what cannot be told, because
/// Redis or the database is away or too much waits, is dropped.
package actor PersonalPublisher {
    /// Keys that are looked up by one statement.
    private static let batchSize = 500
    /// Keys that may wait for that.
    private static let longestQueue = 20_000
    /// Commands that are sent before an answer is waited for: `RedisClient` holds 10 000, which others use too.
    private static let burst = 500

    package nonisolated let loop: EventLoop
    private let redis: RedisClient
    private let log: PersonalLog
    private var queue: [(person: UserID, key: PersonalKey)] = []
    private var isWorking = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, redis: RedisClient, log: PersonalLog) {
        self.loop = loop
        self.redis = redis
        self.log = log
    }

    /// Tells what was committed; returns at once. What arrives while a statement is under way shares
    /// the next one.
    func tell(_ keys: [(person: UserID, key: PersonalKey)]) {
        queue += keys.prefix(max(0, Self.longestQueue - queue.count))
        guard !isWorking, !queue.isEmpty else { return }
        isWorking = true
        Task(executorPreference: loop) { await self.work() }
    }

    private func work() async {
        while !queue.isEmpty {
            let keys = Array(queue.prefix(Self.batchSize))
            queue.removeFirst(keys.count)
            await publish(keys)
        }
        isWorking = false
    }

    /// Tells what was committed; returns when it is on its way.
    func publish(_ keys: [(person: UserID, key: PersonalKey)]) async {
        for start in stride(from: 0, to: keys.count, by: Self.batchSize) {
            let some = Array(keys[start..<min(start + Self.batchSize, keys.count)])
            guard let messages = try? await log.messages(for: some) else { return }
            await publish(messages)
        }
    }

    /// Publishes messages, neighbours of the same person together.
    package func publish(_ messages: [PersonalMessage]) async {
        var start = 0
        var sent = 0
        while start < messages.count {
            let person = messages[start].person
            let end = messages[start...].firstIndex { $0.person != person } ?? messages.count
            let command: [RedisArgument] = [
                "PUBLISH", .text(PersonalChannel.channel(of: person)),
                .bytes(PersonalChannel.encode(Array(messages[start..<end]))),
            ]
            sent += 1
            if sent.isMultiple(of: Self.burst) {
                guard (try? await redis.command(command)) != nil else { return }
            } else {
                guard await redis.send(command) else { return }
            }
            start = end
        }
    }
}
