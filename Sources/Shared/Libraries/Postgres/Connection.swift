import CPostgres
import EventLoops

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One `PGconn` from `PQconnectStart` to `PQfinish`, in pipeline mode. On the loop only.
final class Connection {
    enum State { case connecting, up, closed }
    enum Change {
        case up
        case idle
        case notification(channel: String, payload: String)
        case down(String)
    }

    let loop: EventLoop
    /// Freed by `close` or, where the loop ended before, by `deinit`; nil afterwards.
    private(set) var raw: OpaquePointer?
    private(set) var state = State.connecting
    private var poll: LoopPoll?
    private let onChange: (Change) -> Void

    var pipeline = Pipeline<Request>()
    var cache = StatementCache(limit: PostgresConfiguration.statementsKept)
    /// Why statements could not be prepared that requests on their way rely on.
    var refused: [Int: PostgresError] = [:]
    /// Requests of this turn, and scripts that wait until they are alone.
    var outgoing: [Request] = []
    var script: Request?
    var isFlushDue = false
    var lastProgress = ContinuousClock.now
    let scratch = Scratch()

    /// Calls `onChange` on the loop, not before `start`.
    init(on loop: EventLoop, configuration: PostgresConfiguration, onChange: @escaping (Change) -> Void) {
        self.loop = loop
        self.onChange = onChange
        raw = Self.connectStart(configuration)
    }

    deinit { if let raw { PQfinish(raw) } }

    private static func connectStart(_ configuration: PostgresConfiguration) -> OpaquePointer? {
        // What stands before `dbname` is a default that the conninfo may override. A peer that is gone
        // is noticed after 10 s even where nothing is on its way.
        let parameters: [(String, String)] = [
            ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"), ("dbname", configuration.conninfo),
            ("application_name", configuration.applicationName), ("client_encoding", "UTF8"),
        ]
        let keys = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for text in keys + values { free(text) } }
        let keyPointers = keys.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        return PQconnectStartParams(keyPointers, valuePointers, 1)
    }

    func start() {
        guard let raw, PQstatus(raw) != CONNECTION_BAD else { return fail(errorMessage) }
        PQsetNoticeReceiver(raw, { _, _ in }, nil)
        watch(.writable) { $0.advanceConnecting() }
    }

    /// `PQconnectPoll` may close its socket and open another one under the same number, so the watch
    /// ends before each call and begins anew after it.
    private func advanceConnecting() {
        unwatch()
        switch PQconnectPoll(raw) {
        case PGRES_POLLING_READING: watch(.readable) { $0.advanceConnecting() }
        case PGRES_POLLING_WRITING: watch(.writable) { $0.advanceConnecting() }
        case PGRES_POLLING_OK:
            guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else {
                return fail(errorMessage)
            }
            state = .up
            let watching = watch(.readable) { $0.receive() }
            if watching { onChange(.up) }
        default: fail(errorMessage)
        }
    }

    @discardableResult
    private func watch(_ events: LoopPoll.Events, _ action: @escaping (Connection) -> Void) -> Bool {
        do throws(LoopError) {
            let poll = try LoopPoll(on: loop, descriptor: PQsocket(raw))
            self.poll = poll
            poll.onEvents { [weak self] events in
                guard let self else { return }
                if state == .up, events.contains(.writable) { flush() }
                if events.contains(.readable) || state == .connecting { action(self) }
            }
            poll.watch(events)
            return true
        } catch {
            fail("the socket cannot be watched: \(error)")
            return false
        }
    }

    private func unwatch() {
        poll?.close()
        poll = nil
    }

    /// Writes what libpq holds; watches for room if the socket is full.
    func flush() {
        guard state == .up else { return }
        switch PQflush(raw) {
        case 0: poll?.watch(.readable)
        case 1: poll?.watch([.readable, .writable])
        default: fail(errorMessage)
        }
    }

    var errorMessage: String {
        guard let raw else { return "out of memory" }
        let message = String(cString: PQerrorMessage(raw))
        return message.isEmpty ? "connection lost" : message.split(separator: "\n").joined(separator: " ")
    }

    func report(_ change: Change) { onChange(change) }

    /// Ends the connection; whatever was on it fails with `unavailable`.
    func fail(_ reason: String) {
        guard state != .closed else { return }
        close(.unavailable(reason))
        onChange(.down(reason))
    }

    /// As `fail`, without a report.
    func close(_ error: PostgresError) {
        guard state != .closed else { return }
        state = .closed
        unwatch()
        PQfinish(raw)
        raw = nil
        let lost = pipeline.abandon() + outgoing + (script.map { [$0] } ?? [])
        outgoing = []
        script = nil
        for request in lost { request.end(.failure(error)) }
    }
}
