import Cryptography
import EventLoops
import Postgres
import Redis
import Shared
import Testing

/// A database of a suite's own, dropped behind its last test.
struct TestDatabase: Sendable {
    /// That of the suite that is running.
    @TaskLocal static var current = TestDatabase(name: "postgres")

    let name: String

    /// libpq takes the last of equal words.
    var conninfo: String { "\(TestServers.postgres ?? "") dbname=\(name)" }

    /// Lends a pool to this database.
    func withPool<Value: Sendable>(
        connections: Int = 2, _ body: @Sendable (PostgresPool) async throws -> Value
    ) async throws -> Value {
        let loop = EventLoop(name: name)
        var configuration = PostgresConfiguration(conninfo: conninfo, applicationName: "tests")
        configuration.connections = connections
        // The tests share a small machine with what they test.
        configuration.statementLimit = 60_000
        configuration.waitLimit = 60_000
        let pool = PostgresPool(on: loop, configuration: configuration)
        await pool.start()
        await pool.connected()
        let result: Result<Value, any Error>
        do { result = .success(try await body(pool)) } catch { result = .failure(error) }
        await pool.stop()
        await loop.stop()
        return try result.get()
    }

    /// Lends what one loop of a process has.
    /// - Parameter redis: the number of a Redis database; all but 0 belong to one suite each.
    func withServices<Value: Sendable>(
        redis: Int = 0, connections: Int = 16, _ body: @Sendable (LoopServices) async throws -> Value
    ) async throws -> Value {
        let configuration = try serviceConfiguration(redis: redis, connections: connections)
        let metrics = Metrics()
        let services = LoopServices(configuration, index: 0, metrics: metrics)
        await services.start()
        await services.pool.connected()
        await services.redis.connected()
        let result: Result<Value, any Error>
        do { result = .success(try await body(services)) } catch { result = .failure(error) }
        await services.stop()
        return try result.get()
    }

    func serviceConfiguration(redis: Int = 0, connections: Int = 16) throws -> ServiceConfiguration {
        var settings = Settings([
            "HANDSUP_POSTGRES": conninfo, "HANDSUP_REDIS": "\(TestServers.redis ?? "")/\(redis)",
            "HANDSUP_LOG_LEVEL": "error", "HANDSUP_POSTGRES_CONNECTIONS": "\(connections)",
        ])
        return try ServiceConfiguration(&settings, name: "tests", port: 0, isTerminal: false, cores: 1)
    }
}

extension PostgresPool {
    /// Returns when there is a connection, or hopeless: a busy machine may take a while.
    fileprivate func connected() async {
        for _ in 0..<2000 where !isConnected { try? await loop.sleep(milliseconds: 5) }
    }
}

extension RedisClient {
    /// The same.
    fileprivate func connected() async {
        for _ in 0..<2000 where !isConnected { try? await loop.sleep(milliseconds: 5) }
    }
}

/// Gives a suite a database; `isMigrated` with the schema in it.
struct DatabaseTrait: SuiteTrait, TestScoping {
    /// Suites at once: each takes up to a dozen connections, of which a server has 100 by default.
    private static let gate = Gate(2)

    let isMigrated: Bool

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard TestServers.areGiven else { return try await function() }
        await Self.gate.enter()
        let result = await inDatabase(function)
        await Self.gate.leave()
        try result.get()
    }

    private func inDatabase(
        _ function: @concurrent @Sendable () async throws -> Void
    ) async -> Result<Void, any Error> {
        let database = TestDatabase(name: "handsup_test_" + Hex.encode(randomBytes(8)))
        let server = TestDatabase(name: "postgres")
        var result: Result<Void, any Error>
        do {
            try await server.withPool { try await $0.script("CREATE DATABASE \(database.name)") }
            if isMigrated { try await database.migrate() }
            result = .success(try await TestDatabase.$current.withValue(database) { try await function() })
        } catch {
            result = .failure(error)
        }
        do {
            try await server.withPool {
                try await $0.script("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
            }
        } catch { result = .failure(error) }
        return result
    }
}

extension TestDatabase {
    /// The schema, with ids that no other suite uses: rooms have their channels in the shared Redis.
    fileprivate func migrate() async throws {
        try await withPool { pool in
            _ = try await Migrator(pool: pool).run()
            let first = Int64.random(in: 1...1_000_000_000) * 100_000
            try await pool.script("ALTER TABLE auction ALTER COLUMN id RESTART WITH \(first)")
        }
    }
}

extension Trait where Self == DatabaseTrait {
    static var database: Self { DatabaseTrait(isMigrated: true) }
    static var emptyDatabase: Self { DatabaseTrait(isMigrated: false) }
}
