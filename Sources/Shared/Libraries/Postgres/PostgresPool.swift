import EventLoops

/// One loop's connections to the server.
///
/// Single statements share all connections that no transaction has, in pipeline mode, each with its own
/// sync, so that one that fails leaves the others alone. A transaction has a connection to itself.
package actor PostgresPool {
    package nonisolated let loop: EventLoop
    let configuration: PostgresConfiguration
    private let work = BlockingWork(concurrent: 8, waiting: 0)
    private var lines: [Line] = []
    private var ticker: LoopTimer?
    /// In the order in which they came; those that ended leave at the next tick.
    private var waiting: [Request] = []
    private var waitingForLease: [Request] = []
    private var listener: Listener?
    /// Since when no connection is up.
    private var outageSince: ContinuousClock.Instant?
    private var lastReason = "the pool has not been started"

    package init(on loop: EventLoop, configuration: PostgresConfiguration) {
        self.loop = loop
        self.configuration = configuration
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Begins to connect. Statements may be sent at once; they wait for the first connection.
    package func start() {
        guard lines.isEmpty else { return }
        outageSince = .now
        lastReason = "not yet connected"
        for _ in 0..<max(1, configuration.connections) {
            lines.append(Line(on: loop, configuration: configuration, work: work))
        }
        for (number, line) in lines.enumerated() {
            line.start { [weak self] change in
                self?.assumeIsolated { $0.handle(change, ofLine: number) }
            }
        }
        // Often enough for the limits to mean what they say, seldom enough to cost nothing.
        let interval = max(5, min(100, configuration.statementLimit / 4, configuration.waitLimit / 4))
        let ticker = LoopTimer(on: loop)
        self.ticker = ticker
        ticker.start(after: interval, every: interval) { [weak self] in
            self?.assumeIsolated { $0.tick() }
        }
    }

    /// Closes everything; what is on its way fails with `unavailable`.
    package func stop() {
        for line in lines { line.stop() }
        listener?.stop()
        listener = nil
        lines = []
        ticker?.close()
        ticker = nil
        outageSince = nil
        lastReason = "the pool was stopped"
        for request in waiting + waitingForLease { request.end(.failure(.unavailable(lastReason))) }
        waiting = []
        waitingForLease = []
    }

    /// Whether a connection is up now.
    package var isConnected: Bool { lines.contains { $0.live != nil } }

    /// Returns when a connection is up. Throws `unavailable` with the server's reason if there is none in
    /// so many milliseconds.
    package func connect(within milliseconds: Int) async throws {
        let start = ContinuousClock.now
        while !isConnected {
            guard start.duration(to: .now) < .milliseconds(milliseconds) else {
                throw PostgresError.unavailable(lastReason)
            }
            try await loop.sleep(milliseconds: 10)
        }
    }

    /// Runs one statement, which is its own transaction. It must not begin one or change the session.
    package func query(_ sql: SQL) async throws(PostgresError) -> Rows {
        let request = Request([sql])
        return try await answer(to: request) { submit(request) }[0]
    }

    /// Runs a text of several statements by the simple protocol, without a limit of time; it is one
    /// transaction unless it says otherwise itself.
    package func script(_ text: String) async throws(PostgresError) {
        let lease = try await lease()
        defer { release(lease) }
        _ = try await run(Request([SQL(composed: text)], isScript: true), on: lease)
    }

    /// Calls `handler` on the loop with the payload of each notification on `channel`, and with "" each
    /// time listening has begun, also after a lost connection: something may have been missed.
    package func listen(_ channel: String, _ handler: @escaping @Sendable (String) -> Void) {
        if listener == nil {
            listener = Listener(on: loop, configuration: configuration, work: work)
        }
        listener?.listen(channel, handler)
    }

    // MARK: Waiting for an answer

    func answer(
        to request: Request, _ submit: () -> Void
    ) async throws(PostgresError) -> [Rows] {
        guard !Task.isCancelled else { throw .cancelled }
        let loop = loop
        // The isolation is given by name: left to its default the task came back off the loop here
        // (Swift 6.3.1 with NonisolatedNonsendingByDefault).
        let answer = await withTaskCancellationHandler(
            operation: {
                await withCheckedContinuation(isolation: self) { continuation in
                    request.onEnd(continuation)
                    submit()
                }
            },
            onCancel: {
                Task(executorPreference: loop) { request.end(.failure(.cancelled)) }
            }, isolation: self)
        return try answer.get()
    }

    private func submit(_ request: Request) {
        if let line = freeLine, let connection = line.live { return connection.enqueue(request) }
        if admit(request) { waiting.append(request) }
    }

    /// Whether the request may wait; ends it if not.
    private func admit(_ request: Request) -> Bool {
        if waiting.count + waitingForLease.count >= configuration.maximumWaiting {
            request.end(.failure(.poolExhausted))
            return false
        }
        if !isConnected, !isOutageNew(at: .now) {
            request.end(.failure(.unavailable(lastReason)))
            return false
        }
        return true
    }

    private func isOutageNew(at now: ContinuousClock.Instant) -> Bool {
        guard let outageSince else { return false }
        return now - outageSince < .milliseconds(PostgresConfiguration.graceOfOutage)
    }

    /// The connected line with the least on it that no transaction has.
    private var freeLine: Line? {
        var best: (line: Line, load: Int)?
        for line in lines where !line.isLeased {
            guard let load = line.live?.load, load < best?.load ?? configuration.maximumWaiting else {
                continue
            }
            best = (line, load)
        }
        return best?.line
    }

    // MARK: Leases

    /// A connection for the caller alone, until `release`.
    func lease() async throws(PostgresError) -> Lease {
        let request = Request([])
        _ = try await answer(to: request) {
            guard admit(request) else { return }
            waitingForLease.append(request)
            dispatch()
        }
        guard let lease = request.lease else { throw .unavailable(lastReason) }
        return lease
    }

    func run(_ request: Request, on lease: Lease) async throws(PostgresError) -> [Rows] {
        guard !lease.isOver else { throw .unavailable("the transaction has ended") }
        return try await answer(to: request) { lease.connection.enqueue(request) }
    }

    /// Gives the connection back when it is clean; what is open on it is rolled back first.
    func release(_ lease: Lease) {
        guard !lease.isOver else { return }
        lease.isOver = true
        guard lease.line.connection === lease.connection, lease.connection.state == .up else { return }
        if lease.connection.isClean { return giveBack(lease.line) }
        if lease.connection.script != nil { return lease.line.replace("a script was left alone") }
        let rollback = Request([SQL("ROLLBACK")])
        rollback.onEnd { [weak self] _ in
            self?.assumeIsolated { $0.rolledBack(lease) }
        }
        lease.connection.enqueue(rollback)
    }

    private func rolledBack(_ lease: Lease) {
        guard lease.line.connection === lease.connection, lease.connection.state == .up else { return }
        if lease.connection.isClean {
            giveBack(lease.line)
        } else {
            lease.line.replace("a transaction did not end")
        }
    }

    private func giveBack(_ line: Line) {
        line.isLeased = false
        dispatch()
    }

    // MARK: Events

    private func handle(_ change: Connection.Change, ofLine number: Int) {
        guard lines.indices.contains(number) else { return }
        switch change {
        case .up:
            outageSince = nil
            dispatch()
        case .down(let reason):
            lines[number].isLeased = false
            lastReason = reason
            if outageSince == nil, !isConnected { outageSince = .now }
        case .idle: dispatch()
        case .notification: break
        }
    }

    /// Sends what waits: statements first, then at most one transaction a connection, so that neither
    /// kind can starve the other.
    private func dispatch() {
        while let request = waiting.first, let line = freeLine, let connection = line.live {
            waiting.removeFirst()
            if request.isAwaited { connection.enqueue(request) }
        }
        while let request = waitingForLease.first, let line = freeLine, let connection = line.live {
            waitingForLease.removeFirst()
            guard request.isAwaited else { continue }
            line.isLeased = true
            request.lease = Lease(line: line, connection: connection)
            request.complete()
        }
    }

    private func tick() {
        let now = ContinuousClock.now
        for line in lines { line.check(at: now) }
        listener?.check(at: now)
        guard !waiting.isEmpty || !waitingForLease.isEmpty else { return }
        let isConnected = isConnected
        let error: PostgresError = isConnected ? .poolExhausted : .unavailable(lastReason)
        let limit = Duration.milliseconds(configuration.waitLimit)
        let isOver = !isConnected && !isOutageNew(at: now)
        for request in waiting + waitingForLease where isOver || now - request.started > limit {
            request.end(.failure(error))
        }
        waiting.removeAll { !$0.isAwaited }
        waitingForLease.removeAll { !$0.isAwaited }
        dispatch()
    }
}
