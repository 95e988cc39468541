import CHiredis
import EventLoops

/// One loop's connection for subscriptions, which come back by themselves after a lost connection.
package actor RedisSubscriber {
    package nonisolated let loop: EventLoop
    private let configuration: RedisConfiguration
    private let line: RedisLine
    private nonisolated let onMessage: @Sendable (String, UnsafeRawBufferPointer) -> Void
    private let onStateChange: @Sendable (Bool) -> Void
    private var subscriptions = Subscriptions()
    private var waiting: [String: [RedisWaiter<Void>]] = [:]
    private var ticker: LoopTimer?
    private var isFlushDue = false
    private var lastPing = ContinuousClock.now
    /// What `onStateChange` said last.
    private(set) package var isConnected = false

    /// Both closures are called on the loop. `onMessage` gets the channel and the payload, which is
    /// valid during the call only. `onStateChange` gets false when the connection is lost, and true
    /// when all subscriptions stand (again): between the two, messages were missed.
    package init(
        on loop: EventLoop, configuration: RedisConfiguration,
        onMessage: @escaping @Sendable (String, UnsafeRawBufferPointer) -> Void,
        onStateChange: @escaping @Sendable (Bool) -> Void
    ) {
        self.loop = loop
        self.configuration = configuration
        self.onMessage = onMessage
        self.onStateChange = onStateChange
        line = RedisLine(on: loop, configuration: configuration)
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Begins to connect; returns before it has.
    package func start() {
        guard ticker == nil else { return }
        line.start(
            onReply: { [weak self] reply in self?.receive(reply) },
            onChange: { [weak self] change in self?.assumeIsolated { $0.handle(change) } })
        let ticker = LoopTimer(on: loop)
        self.ticker = ticker
        let interval = max(5, min(100, configuration.commandLimit / 4, configuration.pingInterval / 4))
        ticker.start(after: interval, every: interval) { [weak self] in self?.assumeIsolated { $0.tick() } }
    }

    /// Closes the connection; who waits for a confirmation gets `unavailable`.
    package func stop() {
        line.stop()
        ticker?.close()
        ticker = nil
        handle(.down("the subscriber was stopped"))
        for waiter in waiting.values.joined() { waiter.end(.failure(.unavailable("stopped"))) }
        waiting = [:]
    }

    // MARK: Channels

    /// Takes effect with the commands of this loop turn, or when there is a connection again.
    package func subscribe(_ channel: String) {
        subscriptions.set(channel, wanted: true)
        flushAtTurnEnd()
    }

    /// No message of the channel is delivered after this.
    package func unsubscribe(_ channel: String) {
        subscriptions.set(channel, wanted: false)
        for waiter in waiting.removeValue(forKey: channel) ?? [] {
            waiter.end(.failure(.unavailable("unsubscribed")))
        }
        flushAtTurnEnd()
    }

    /// Whether Redis has confirmed the subscription on the present connection.
    package func isConfirmed(_ channel: String) -> Bool { subscriptions.isConfirmed(channel) }

    /// Returns when Redis has confirmed the subscription: whatever is published later arrives.
    /// Throws `timeout` after `commandLimit`; `unavailable` if the channel is not subscribed to.
    package func confirmed(_ channel: String) async throws(RedisError) {
        if subscriptions.isConfirmed(channel) { return }
        guard subscriptions.isWanted(channel) else { throw .unavailable("not subscribed to \(channel)") }
        let waiter = RedisWaiter<Void>()
        try await waiter.answer(on: loop, isolation: self) { waiting[channel, default: []].append(waiter) }
    }

    private func flushAtTurnEnd() {
        guard !isFlushDue, line.live != nil else { return }
        isFlushDue = true
        loop.atTurnEnd(.flush) { [weak self] in self?.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushDue = false
        guard let connection = line.live else { return }
        for command in subscriptions.commands() { connection.send(command) }
        // A channel that was left and taken back within the turn is confirmed without an answer.
        for channel in waiting.keys where subscriptions.isConfirmed(channel) { resumeWaiters(of: channel) }
    }

    // MARK: Events

    private nonisolated func receive(_ reply: UnsafePointer<redisReply>) {
        loop.assertCurrent()
        // PONG outside of subscriptions is a status; an error would mean that we are out of step.
        guard reply.pointee.type == REDIS_REPLY_ARRAY, reply.pointee.elements >= 2,
            let kind = reply.pointee.element[0]?.pointee, let name = reply.pointee.element[1]?.pointee
        else {
            if reply.pointee.type != REDIS_REPLY_STATUS {
                assumeIsolated { $0.line.fail("unexpected reply") }
            }
            return
        }
        switch kind.text {
        case "message" where reply.pointee.elements == 3:
            let channel = name.text
            guard let payload = reply.pointee.element[2]?.pointee.bytes,
                assumeIsolated({ $0.subscriptions.isWanted(channel) })
            else { return }
            onMessage(channel, payload)
        case "subscribe", "unsubscribe":
            let channel = name.text
            assumeIsolated { $0.answered(channel) }
        case "pong": break
        default: assumeIsolated { $0.line.fail("unexpected reply") }
        }
    }

    private func answered(_ channel: String) {
        if subscriptions.answered(channel) { resumeWaiters(of: channel) }
        announceIfRestored()
    }

    private func resumeWaiters(of channel: String) {
        for waiter in waiting.removeValue(forKey: channel) ?? [] { waiter.end(.success(())) }
    }

    private func announceIfRestored() {
        guard subscriptions.takeRestored() else { return }
        isConnected = true
        onStateChange(true)
    }

    private func handle(_ change: RedisConnection.Change) {
        switch change {
        case .up:
            lastPing = .now
            for command in subscriptions.connected() { line.live?.send(command) }
            announceIfRestored()
        case .down:
            subscriptions.connectionLost()
            guard isConnected else { return }
            isConnected = false
            onStateChange(false)
        }
    }

    private func tick() {
        let now = ContinuousClock.now
        if !waiting.isEmpty {
            let limit = Duration.milliseconds(configuration.commandLimit)
            for (channel, waiters) in waiting {
                for waiter in waiters where now - waiter.started > limit { waiter.end(.failure(.timeout)) }
                let left = waiters.filter(\.isAwaited)
                waiting[channel] = left.isEmpty ? nil : left
            }
        }
        guard let connection = line.live else { return }
        if now - connection.lastReceived > .milliseconds(configuration.silenceLimit)
            || connection.backlog > configuration.maximumPendingBytes
        {
            return line.fail("silent for \(configuration.silenceLimit) ms")
        }
        if now - lastPing >= .milliseconds(configuration.pingInterval) {
            lastPing = now
            connection.send(["PING"])
        }
    }
}
