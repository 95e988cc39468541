import CHiredis
import EventLoops

/// A line to Redis: one connection at a time, made again by itself when it is lost. On the loop only.
final class RedisLine {
    private let loop: EventLoop
    private let configuration: RedisConfiguration
    private let work = BlockingWork(concurrent: 1, waiting: 0)
    private var onReply: (UnsafePointer<redisReply>) -> Void = { _ in }
    private var onChange: (RedisConnection.Change) -> Void = { _ in }
    private var backoff = Backoff()
    private var attempts = 0
    private var timer: LoopTimer?
    private var connection: RedisConnection?

    init(on loop: EventLoop, configuration: RedisConfiguration) {
        self.loop = loop
        self.configuration = configuration
    }

    /// The connection if it can be used.
    var live: RedisConnection? { connection?.state == .up ? connection : nil }

    func start(
        onReply: @escaping (UnsafePointer<redisReply>) -> Void,
        onChange: @escaping (RedisConnection.Change) -> Void
    ) {
        guard timer == nil else { return }
        self.onReply = onReply
        self.onChange = onChange
        timer = LoopTimer(on: loop)
        resolve()
    }

    func stop() {
        timer?.close()
        timer = nil
        connection?.close()
        connection = nil
    }

    func fail(_ reason: String) { connection?.fail(reason) }

    /// A numeric address is taken at once; a name is looked up on the thread pool, where it may block.
    private func resolve() {
        let (host, port) = (configuration.host, configuration.port)
        if case .success(let addresses) = SystemSocket.resolve(host: host, port: port, numeric: true) {
            return connect(.success(addresses))
        }
        let (loop, work) = (loop, work)
        let back = Back(line: self)
        Task(executorPreference: loop) {
            let found = try? await work.run(on: loop) {
                SystemSocket.resolve(host: host, port: port, numeric: false)
            }
            back.line?.connect(found ?? .failure(.unavailable("the name cannot be looked up")))
        }
    }

    /// `@unchecked Sendable`: made and read on the loop; the task between carries it only.
    private final class Back: @unchecked Sendable {
        weak var line: RedisLine?
        init(line: RedisLine) { self.line = line }
    }

    private func connect(_ found: Result<[SystemSocket.Address], RedisError>) {
        guard let timer else { return }
        do throws(RedisError) {
            let addresses = try found.get()
            guard !addresses.isEmpty else { throw .unavailable("the name has no address") }
            let connection = try RedisConnection(
                on: loop, configuration: configuration, address: addresses[attempts % addresses.count],
                onReply: { [weak self] in self?.onReply($0) },
                onChange: { [weak self] in self?.handle($0) })
            self.connection = connection
            timer.start(after: RedisConfiguration.connectLimit) { [weak connection] in
                connection?.fail("no answer within \(RedisConfiguration.connectLimit) ms")
            }
        } catch {
            handle(.down("\(error)"))
        }
    }

    private func handle(_ change: RedisConnection.Change) {
        switch change {
        case .up:
            timer?.stop()
            backoff.reset()
        case .down:
            connection = nil
            attempts += 1
            var generator = SystemRandomNumberGenerator()
            timer?.start(after: backoff.next(using: &generator)) { [weak self] in self?.resolve() }
        }
        onChange(change)
    }
}
