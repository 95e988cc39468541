import CMicroHTTPD
import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One libmicrohttpd daemon, driven by a loop and without a thread of its own.
///
/// Its epoll descriptor is watched; `MHD_run` is called when it is readable, at the end of each turn
/// in which an answer became ready, and once a second for its time-outs.
package actor HTTPServer {
    package struct Configuration: Sendable {
        /// Bytes libmicrohttpd keeps for a connection: request line and header fields must fit.
        package var connectionMemory = 16_384
        /// Seconds without a byte from the client until the connection is closed.
        package var idleSeconds = 30
        /// Connections at once on this loop; more wait in the kernel.
        package var connections = 10_000
        /// The largest body any endpoint takes, in bytes; each sets its own, smaller limit.
        package var bodyLimit = 11 * 1024 * 1024
        package init() {}
    }

    package nonisolated let loop: EventLoop
    private let socket: ListeningSocket
    private let configuration: Configuration
    private let application: Application
    private var daemon: OpaquePointer?
    private var poll: LoopPoll?
    private var timer: LoopTimer?
    private var isRunScheduled = false
    private var isDraining = false
    private var active = 0
    private var onIdle: CheckedContinuation<Void, Never>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter application: answers requests, as tasks on the loop.
    package init(
        on loop: EventLoop, socket: ListeningSocket, configuration: Configuration = .init(),
        application: @escaping Application
    ) {
        self.loop = loop
        self.socket = socket
        self.configuration = configuration
        self.application = application
    }

    /// Starts to accept. Call once.
    package func start() throws {
        // Valid until `stop`: the caller keeps the server until then, and `stop` ends the daemon.
        var options = handsup_http_options()
        options.cls = Unmanaged.passUnretained(self).toOpaque()
        options.listening = socket.descriptor
        options.connection_memory = configuration.connectionMemory
        options.timeout_seconds = UInt32(configuration.idleSeconds)
        options.connection_limit = UInt32(configuration.connections)
        options.target = { _, target, connection in
            guard let target, let connection else { return nil }
            let exchange = Exchange(target: String(cString: target), connection: connection)
            // Released in `completed`.
            return Unmanaged.passRetained(exchange).toOpaque()
        }
        options.access = { server, _, _, method, _, data, count, context in
            guard let server, let method, let count, let context = context?.pointee else { return .NO }
            let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
            let chunk = UnsafeRawBufferPointer(start: data, count: count.pointee)
            nonisolated(unsafe) let unsafe = (exchange, method, chunk)  // used before the callback returns
            let result = Unmanaged<HTTPServer>.fromOpaque(server).takeUnretainedValue().assumeIsolated {
                $0.proceed(unsafe.0, method: unsafe.1, chunk: unsafe.2).rawValue
            }
            count.pointee = 0
            return MHD_Result(rawValue: result) ?? .NO
        }
        options.completed = { server, _, context, _ in
            guard let server, let pointer = context?.pointee else { return }
            context?.pointee = nil
            nonisolated(unsafe) let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
            Unmanaged<HTTPServer>.fromOpaque(server).takeUnretainedValue().assumeIsolated {
                $0.completed(exchange)
            }
        }
        guard let daemon = handsup_http_start(&options) else {
            throw ListeningSocket.Failure(description: "MHD_start_daemon failed on port \(socket.port)")
        }
        self.daemon = daemon
        let poll = try LoopPoll(on: loop, descriptor: handsup_http_epoll(daemon))
        poll.onEvents { [unowned self] _ in self.assumeIsolated { $0.run() } }
        poll.watch(.readable)
        self.poll = poll
        let timer = LoopTimer(on: loop)
        timer.start(after: 1000, every: 1000) { [unowned self] in self.assumeIsolated { $0.run() } }
        self.timer = timer
    }

    /// Accepts no more, lets what runs end for at most `seconds`, then cuts what is left.
    package func stop(seconds: Int) async {
        guard let daemon, !isDraining else { return }
        isDraining = true
        let listening = MHD_quiesce_daemon(daemon)
        if listening >= 0 { close(listening) }
        if active > 0 {
            let limit = LoopTimer(on: loop)
            limit.start(after: seconds * 1000) { [unowned self] in self.assumeIsolated { $0.wakeStopper() } }
            await withCheckedContinuation(isolation: self) { onIdle = $0 }
            limit.close()
        }
        for exchange in running.values {
            exchange.task?.cancel()
            exchange.response = Response(status: 503)
            _ = exchange.resume()
        }
        run()
        poll?.close()
        timer?.close()
        self.daemon = nil
        MHD_stop_daemon(daemon)
    }

    private func wakeStopper() {
        onIdle?.resume()
        onIdle = nil
    }

    // MARK: libmicrohttpd's callbacks

    private var running: [Int: Exchange] = [:]
    private var lastNumber = 0

    private func run() {
        isRunScheduled = false
        guard let daemon else { return }
        MHD_run(daemon)
        var milliseconds: UInt64 = 1
        if MHD_get_timeout(daemon, &milliseconds) == .YES, milliseconds == 0 { scheduleRun() }
    }

    private func scheduleRun() {
        guard !isRunScheduled else { return }
        isRunScheduled = true
        loop.atTurnEnd(.deliver) { [weak self] in self?.assumeIsolated { $0.run() } }
    }

    private func proceed(
        _ exchange: Exchange, method: UnsafePointer<CChar>, chunk: UnsafeRawBufferPointer
    ) -> MHD_Result {
        if !exchange.isKnown { return admit(exchange) }
        if !chunk.isEmpty {
            exchange.received += chunk.count
            // A body without a declared length that grew too large: nothing to answer it with yet.
            guard exchange.received <= configuration.bodyLimit else { return .NO }
            if exchange.task == nil { begin(exchange, method: String(cString: method)) }
            take(chunk, of: exchange)
            return .YES
        }
        if exchange.phase == .arriving {
            exchange.phase = .received
            if exchange.task == nil { begin(exchange, method: String(cString: method)) }
            exchange.body?.finish()
        }
        guard let response = exchange.response else {
            exchange.suspend()
            return .YES
        }
        exchange.response = nil
        if response.upgrade != nil {
            exchange.handedOver = { [unowned self] in self.assumeIsolated { $0.scheduleRun() } }
        }
        return exchange.send(response, isLast: isDraining)
    }

    private func admit(_ exchange: Exchange) -> MHD_Result {
        exchange.isKnown = true
        if let length = exchange.header("Content-Length").flatMap(Int.init), length > configuration.bodyLimit
        {
            return exchange.send(Response(status: 413), isLast: true)
        }
        return .YES
    }

    private func take(_ chunk: UnsafeRawBufferPointer, of exchange: Exchange) {
        // The answer is known before the body is whole: what is left is read and dropped.
        guard exchange.response == nil, let body = exchange.body else { return }
        let number = exchange.number
        let hasSpace = body.append(chunk.assumingMemoryBound(to: UInt8.self)) { [weak self] in
            guard let self else { return }
            Task(executorPreference: self.loop) { await self.resume(number) }
        }
        if !hasSpace { exchange.suspend() }
    }

    private func begin(_ exchange: Exchange, method: String) {
        active += 1
        lastNumber += 1
        let number = lastNumber
        exchange.number = number
        running[number] = exchange
        let body = exchange.phase == .received ? RequestBody.empty : RequestBody()
        exchange.body = body
        let request = Request(
            method: method, target: exchange.target, headers: exchange.headers(), body: body)
        let application = application
        exchange.task = Task(executorPreference: loop) {
            let response: Response
            do {
                response = try await application(request)
            } catch {
                response = Response(status: 500)
            }
            await self.answer(number, response)
        }
    }

    private func answer(_ number: Int, _ response: Response) {
        guard let exchange = running[number] else { return }
        exchange.response = response
        if exchange.resume() { scheduleRun() }
    }

    private func resume(_ number: Int) {
        if running[number]?.resume() == true { scheduleRun() }
    }

    private func completed(_ exchange: Exchange) {
        guard running.removeValue(forKey: exchange.number) != nil else { return }
        exchange.body?.finish(.failure(RequestBody.Incomplete()))
        if exchange.phase != .answered { exchange.task?.cancel() }
        active -= 1
        if active == 0, isDraining { wakeStopper() }
    }
}
