import CHiredis
import EventLoops

/// One loop's connection for commands. All commands of a loop turn leave in one system call.
///
/// While there is no connection commands fail at once: nothing is kept for later.
package actor RedisClient {
    package nonisolated let loop: EventLoop
    private let configuration: RedisConfiguration
    private let line: RedisLine
    private var ticker: LoopTimer?
    private var pending = PendingReplies<RedisWaiter<RedisValue>>()
    private var digests: [RedisScript: String] = [:]
    private var lastReason = "the client has not been started"

    package init(on loop: EventLoop, configuration: RedisConfiguration) {
        self.loop = loop
        self.configuration = configuration
        line = RedisLine(on: loop, configuration: configuration)
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Begins to connect; returns before it has.
    package func start() {
        guard ticker == nil else { return }
        lastReason = "not yet connected"
        line.start(
            onReply: { [weak self] reply in self?.receive(RedisValue(reply)) },
            onChange: { [weak self] change in self?.assumeIsolated { $0.handle(change) } })
        let ticker = LoopTimer(on: loop)
        self.ticker = ticker
        let interval = max(5, min(100, configuration.commandLimit / 4))
        ticker.start(after: interval, every: interval) { [weak self] in self?.assumeIsolated { $0.tick() } }
    }

    /// Closes the connection; what is on its way fails.
    package func stop() {
        line.stop()
        ticker?.close()
        ticker = nil
        handle(.down("the client was stopped"))
    }

    package var isConnected: Bool { line.live != nil }

    /// Sends one command and waits for its answer. An error reply is thrown as `RedisError.server`.
    @discardableResult
    package func command(_ arguments: RedisArgument...) async throws(RedisError) -> RedisValue {
        try await command(arguments)
    }

    @discardableResult
    package func command(_ arguments: [RedisArgument]) async throws(RedisError) -> RedisValue {
        let waiter = RedisWaiter<RedisValue>()
        return try await waiter.answer(on: loop, isolation: self) {
            if let refusal = enqueue(arguments, waiter) { waiter.end(.failure(refusal)) }
        }
    }

    /// Sends a command whose answer nobody wants; false if it was refused.
    @discardableResult
    package func send(_ arguments: [RedisArgument]) -> Bool { enqueue(arguments, nil) == nil }

    /// Runs a script: EVALSHA, and EVAL where the server has forgotten it.
    package func script(
        _ script: RedisScript, keys: [RedisArgument] = [], arguments: [RedisArgument] = []
    ) async throws(RedisError) -> RedisValue {
        let rest = [.integer(Int64(keys.count))] + keys + arguments
        let digest: String
        if let known = digests[script] {
            digest = known
        } else {
            guard let loaded = try await command("SCRIPT", "LOAD", .text(script.source)).string else {
                throw .server("SCRIPT LOAD gave no digest")
            }
            digests[script] = loaded
            digest = loaded
        }
        do throws(RedisError) {
            return try await command(["EVALSHA", .text(digest)] + rest)
        } catch {
            guard case .server(let text) = error, text.hasPrefix("NOSCRIPT") else { throw error }
            return try await command(["EVAL", .text(script.source)] + rest)
        }
    }

    private func enqueue(_ arguments: [RedisArgument], _ waiter: RedisWaiter<RedisValue>?) -> RedisError? {
        guard let connection = line.live else { return .unavailable(lastReason) }
        guard pending.count < configuration.maximumPending,
            connection.backlog < configuration.maximumPendingBytes
        else { return .overloaded }
        connection.send(arguments)
        pending.append(waiter)
        return nil
    }

    private nonisolated func receive(_ value: RedisValue) {
        assumeIsolated { client in
            guard let waiter = client.pending.removeFirst() else {
                return client.line.fail("an answer that nobody asked for")
            }
            if case .error(let text) = value {
                waiter?.end(.failure(.server(text)))
            } else {
                waiter?.end(.success(value))
            }
        }
    }

    private func handle(_ change: RedisConnection.Change) {
        guard case .down(let reason) = change else { return }
        lastReason = reason
        for waiter in pending.removeAll() { waiter.end(.failure(.unavailable(reason))) }
    }

    private func tick() {
        guard pending.count > 0, let connection = line.live else { return }
        let now = ContinuousClock.now
        let limit = Duration.milliseconds(configuration.commandLimit)
        for case let waiter? in pending.all where now - waiter.started > limit {
            waiter.end(.failure(.timeout))
        }
        // Silent for twice the limit with answers due: rather a new connection than a dead one.
        if case let waiter?? = pending.first, now - waiter.started > limit * 2,
            now - connection.lastReceived > limit * 2
        {
            line.fail("no answer for \(configuration.commandLimit * 2) ms")
        }
    }
}
