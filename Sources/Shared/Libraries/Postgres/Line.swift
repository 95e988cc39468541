import CPostgres
import EventLoops

/// A line to the server: one connection at a time, made again by itself when it is lost. On the loop only.
final class Line {
    private let loop: EventLoop
    private let configuration: PostgresConfiguration
    private let work: BlockingWork
    private var onChange: (Connection.Change) -> Void = { _ in }
    private var backoff = Backoff()
    private var timer: LoopTimer?
    private var isStopped = false
    private(set) var connection: Connection?
    private var cancelling: ContinuousClock.Instant?
    var isLeased = false

    init(on loop: EventLoop, configuration: PostgresConfiguration, work: BlockingWork) {
        self.loop = loop
        self.configuration = configuration
        self.work = work
    }

    /// The connection if it can be used.
    var live: Connection? { connection?.state == .up ? connection : nil }

    func start(onChange: @escaping (Connection.Change) -> Void) {
        self.onChange = onChange
        timer = LoopTimer(on: loop)
        connect()
    }

    func stop() {
        isStopped = true
        timer?.close()
        timer = nil
        connection?.close(.unavailable("the pool was stopped"))
        connection = nil
    }

    private func connect() {
        let connection = Connection(on: loop, configuration: configuration) { [weak self] change in
            self?.handle(change)
        }
        self.connection = connection
        timer?.start(after: PostgresConfiguration.connectLimit) { [weak connection] in
            connection?.fail("the server did not answer within \(PostgresConfiguration.connectLimit) ms")
        }
        connection.start()
    }

    private func handle(_ change: Connection.Change) {
        switch change {
        case .up:
            timer?.stop()
            backoff.reset()
        case .down: reconnect()
        case .idle, .notification: break
        }
        onChange(change)
    }

    private func reconnect() {
        connection = nil
        cancelling = nil
        guard !isStopped else { return }
        var generator = SystemRandomNumberGenerator()
        timer?.start(after: backoff.next(using: &generator)) { [weak self] in self?.connect() }
    }

    /// Gives the connection up: what runs on it is cancelled at the server, a new one is made.
    func replace(_ reason: String) {
        cancel()
        connection?.fail(reason)
    }

    /// Called every now and then: ends the waiting of requests that took too long, and frees the
    /// server of a statement that does not end.
    func check(at now: ContinuousClock.Instant) {
        guard let connection = live else { return }
        let limit = Duration.milliseconds(configuration.statementLimit)
        connection.expire(before: now - limit)
        guard connection.load > 0, connection.script == nil, connection.lastProgress < now - limit else {
            cancelling = nil
            return
        }
        guard let since = cancelling else {
            cancelling = now
            return cancel()
        }
        if now - since > .milliseconds(PostgresConfiguration.cancelLimit) {
            connection.fail("a statement did not end when it was cancelled")
        }
    }

    /// `PQcancel` opens a connection of its own and blocks, so it runs elsewhere.
    private func cancel() {
        guard let raw = live?.raw, let handle = CancelHandle(raw) else { return }
        let (work, loop) = (work, loop)
        Task(executorPreference: loop) { try? await work.run(on: loop) { handle.cancel() } }
    }
}

/// Owns one `PGcancel`, freed by `PQfreeCancel`.
///
/// `@unchecked Sendable`: libpq makes it to be used on any thread; it is not changed after its making.
private final class CancelHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    init?(_ connection: OpaquePointer) {
        guard let raw = PQgetCancel(connection) else { return nil }
        self.raw = raw
    }
    deinit { PQfreeCancel(raw) }

    func cancel() {
        // The message is for people; a failure shows in that the statement goes on.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            _ = PQcancel(raw, message.baseAddress, CInt(message.count))
        }
    }
}
