import EventLoops
import Postgres
import Redis

/// Learns which sessions have ended, one a process: from Redis at once, from the database each second.
package actor SessionWatch {
    /// A commit may become visible this much later than the time it wrote; a start looks back over the
    /// life of all access tokens instead.
    private static let overlapSeconds: Int64 = 5

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let ended: EndedSessions
    private let configuration: RedisConfiguration
    private let onEnd: @Sendable (Set<SessionEnd>) -> Void
    private var subscriber: RedisSubscriber?
    private var timer: LoopTimer?
    private var isReading = false
    /// When the database was read last; nil before that.
    private var lastRead: ContinuousClock.Instant?
    private var people: Set<SessionEnd> = []
    private var seconds: Int64 = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter onEnd: gets what is new, on the loop.
    package init(
        _ services: LoopServices, redis: RedisConfiguration, ended: EndedSessions,
        onEnd: @escaping @Sendable (Set<SessionEnd>) -> Void = { _ in }
    ) {
        loop = services.loop
        pool = services.pool
        self.ended = ended
        configuration = redis
        self.onEnd = onEnd
    }

    package func start() async {
        let subscriber = RedisSubscriber(
            on: loop, configuration: configuration,
            onMessage: { [weak self] _, payload in
                let words = String(decoding: payload, as: UTF8.self).split(separator: " ")
                let ends = Set(words.compactMap { SessionEnd(word: $0) })
                self?.assumeIsolated { $0.learned(ends) }
            },
            onStateChange: { _ in })
        self.subscriber = subscriber
        await subscriber.start()
        await subscriber.subscribe(SessionEnds.channel)
        let timer = LoopTimer(on: loop)
        self.timer = timer
        timer.start(after: 1000, every: 1000) { [unowned self] in self.assumeIsolated { $0.tick() } }
        await read()
    }

    package func stop() async {
        timer?.close()
        await subscriber?.stop()
    }

    private func learned(_ ends: Set<SessionEnd>) {
        let news = ends.filter { end in
            if case .session(let id) = end { ended.insert(id) } else { true }
        }
        if !news.isEmpty { onEnd(news) }
    }

    private func tick() {
        seconds += 1
        if seconds % AccessToken.lifetimeSeconds == 0 { ended.age() }
        guard !isReading else { return }
        isReading = true
        Task(executorPreference: loop) { await self.read() }
    }

    /// After a time without the database it looks back over all of it, but never over more than tokens live.
    private func read() async {
        defer { isReading = false }
        let now = ContinuousClock.now
        let missed = lastRead.map { $0.duration(to: now).components.seconds } ?? .max
        let seconds = min(missed, AccessToken.lifetimeSeconds) + Self.overlapSeconds
        do {
            let since: SQL = "clock_timestamp() - \(seconds) * interval '1 second'"
            let rows = try await pool.query(
                """
                SELECT id, true FROM session WHERE ended_at > \(sql: since)
                UNION ALL SELECT id, false FROM person WHERE suspended_at > \(sql: since)
                UNION ALL SELECT id, false FROM person WHERE deleted_at > \(sql: since)
                """)
            var ends: Set<SessionEnd> = []
            for row in rows {
                let isSession = try row.decode(Bool.self, at: 1)
                ends.insert(
                    isSession ? .session(try row.id(0)) : .person(try row.id(0)))
            }
            lastRead = now
            let known = people
            people = ends.filter { if case .person = $0 { true } else { false } }
            learned(ends.subtracting(known))
        } catch {
            // Nobody to tell: readiness shows that the database is away, and the next second tries again.
        }
    }
}
