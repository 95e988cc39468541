import EventLoops
import Testing

@testable import Postgres

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The server that tests may use: a superuser's conninfo in the environment.
enum TestServer {
    static let conninfo = getenv("HANDSUP_TEST_POSTGRES").map { String(cString: $0) }
    static var isGiven: Bool { conninfo != nil }
}

/// Runs `body` with a pool of its own, on a loop of its own, and ends both.
func withPool<Value>(
    conninfo: String? = TestServer.conninfo, _ change: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresPool) async throws -> Value
) async throws -> Value {
    var configuration = PostgresConfiguration(conninfo: conninfo ?? "", applicationName: "handsup-tests")
    configuration.connections = 2
    // A busy machine is none of the tests' business, but of those that set a limit.
    configuration.waitLimit = 60_000
    configuration.statementLimit = 60_000
    change(&configuration)
    let loop = EventLoop()
    let pool = PostgresPool(on: loop, configuration: configuration)
    await pool.start()
    let result: Result<Value, any Error>
    do {
        if conninfo == TestServer.conninfo { try await pool.connect() }
        result = .success(try await body(pool))
    } catch { result = .failure(error) }
    await pool.stop()
    await loop.stop()
    return try result.get()
}

/// What `body` threw, which must be a `PostgresError`.
func failure<Value>(of body: () async throws -> Value) async -> PostgresError? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? PostgresError }
}

extension PostgresPool {
    /// Waits until a connection is up, however busy the machine is: a pool gives up on a server sooner.
    fileprivate func connect() async throws {
        for _ in 0..<3000 where !isConnected { try await loop.sleep(milliseconds: 10) }
    }

    /// Waits for `count` connections of this pool's kind: by then nothing is being connected.
    func backend() async throws -> Int32 { try await query("SELECT pg_backend_pid()")[0].decode(at: 0) }
}
