import EventLoops
import Testing

@testable import Redis

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The server and the program that tests may use, from the environment.
enum TestRedis {
    static let url = getenv("HANDSUP_TEST_REDIS").map { String(cString: $0) }
    static let program = getenv("HANDSUP_TEST_REDIS_SERVER").map { String(cString: $0) }

    static func configuration() throws -> RedisConfiguration { try RedisConfiguration(url: url ?? "") }
}

/// A Redis of a test's own, which it may kill.
final class OwnRedis {
    let port: UInt16
    let password: String
    private var process: pid_t = 0

    init(password: String = "") throws {
        self.password = password
        port = try Self.freePort()
        try start()
    }

    deinit { kill() }

    var configuration: RedisConfiguration {
        get throws {
            try RedisConfiguration(
                url: "redis://\(password.isEmpty ? "" : ":\(password)@")127.0.0.1:\(port)/2")
        }
    }

    func start() throws {
        var words = [
            TestRedis.program ?? "", "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir",
            "/tmp",
            "--logfile", "/dev/null",
        ]
        if !password.isEmpty { words += ["--requirepass", password] }
        let arguments = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, words[0], nil, nil, arguments + [nil], environ)
        try #require(code == 0)
        process = id
    }

    func kill() { end(with: SIGKILL) }
    func pause() { signal(SIGSTOP) }
    func resume() { signal(SIGCONT) }

    private func signal(_ number: CInt) { if process > 0 { _ = Self.send(number, to: process) } }

    private func end(with number: CInt) {
        guard process > 0 else { return }
        signal(number)
        waitpid(process, nil, 0)
        process = 0
    }

    private static func send(_ number: CInt, to process: pid_t) -> CInt {
        #if canImport(Glibc)
            Glibc.kill(process, number)
        #elseif canImport(Musl)
            Musl.kill(process, number)
        #else
            Darwin.kill(process, number)
        #endif
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        let found = SystemSocket.resolve(host: "127.0.0.1", port: 0, numeric: true)
        let address = try #require(try found.get().first)
        let descriptor = socket(address.family, streamType, 0)
        defer { close(descriptor) }
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.bytes.withUnsafeBytes { bytes in
            _ = bind(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), size)
        }
        withUnsafeMutableBytes(of: &bound) { bytes in
            _ = getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return UInt16(bigEndian: bound.sin_port)
    }
}

/// Runs `body` with a client on a loop of its own that is connected, and ends both.
func withClient(
    _ configuration: RedisConfiguration, _ body: (RedisClient) async throws -> Void
) async throws {
    let loop = EventLoop()
    let client = RedisClient(on: loop, configuration: configuration)
    await client.start()
    let result: Result<Void, any Error>
    do {
        try await eventually(on: loop) { await client.isConnected }
        result = .success(try await body(client))
    } catch { result = .failure(error) }
    await client.stop()
    await loop.stop()
    try result.get()
}

/// Waits until `condition` holds, at most ten seconds.
func eventually(on loop: EventLoop, _ condition: () async -> Bool) async throws {
    for _ in 0..<1000 {
        if await condition() { return }
        try await loop.sleep(milliseconds: 10)
    }
    try #require(await condition())
}

/// What `body` threw, which must be a `RedisError`.
func failure<Value>(of body: () async throws -> Value) async -> RedisError? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? RedisError }
}

extension RedisError {
    /// The case without its text.
    var kind: String {
        switch self {
        case .unavailable: "unavailable"
        case .server: "server"
        default: "\(self)"
        }
    }
}
