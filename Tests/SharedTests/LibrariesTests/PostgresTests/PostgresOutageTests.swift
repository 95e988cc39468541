import EventLoops
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isGiven), .timeLimit(.minutes(5)))
struct PostgresOutageTests {
    @Test func `what is in flight on a lost connection fails, and the pool recovers`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
        } _: { pool in
            let backend = try await pool.backend()
            let tasks = (0..<100).map { number in
                Task { try await pool.query("SELECT pg_sleep(3), \(number)") }
            }
            try await pool.loop.sleep(milliseconds: 100)
            try await withPool { other in
                _ = try await other.query("SELECT pg_terminate_backend(\(backend))")
            }
            for task in tasks {
                guard case .unavailable = await failure(of: { try await task.value }) else {
                    Issue.record("not told of the loss")
                    continue
                }
            }
            #expect(try await pool.backend() != backend)
        }
    }

    @Test func `a transaction whose connection is lost fails and is not run again`() async throws {
        try await withPool { pool in
            var runs = 0
            let error = await failure {
                try await pool.transaction { transaction in
                    runs += 1
                    let pid: Int32 = try await transaction.run("SELECT pg_backend_pid()")[0][0][0]
                    _ = try await pool.query("SELECT pg_terminate_backend(\(pid))")
                    try await pool.loop.sleep(milliseconds: 100)
                    try await transaction.run("SELECT 1")
                }
            }
            #expect(runs == 1)
            #expect(error?.isUnavailable == true)
            for _ in 0..<20 { _ = try await pool.query("SELECT 1") }
        }
    }

    @Test func `while no server can be reached statements and transactions fail as unavailable`() async throws
    {
        // Port 1 of the loopback refuses.
        try await withPool(conninfo: "host=127.0.0.1 port=1 dbname=x user=x") { pool in
            let first = await failure { try await pool.query("SELECT 1") }
            #expect(first?.isUnavailable == true)
            #expect(await failure { try await pool.query("SELECT 1") }?.isUnavailable == true)
            #expect(await failure { try await pool.transaction { _ in } }?.isUnavailable == true)
        }
    }

    @Test func `a refused login is told as such, without the password`() async throws {
        let conninfo = TestServer.conninfo! + " user=nobody_knows password=secret-word"
        try await withPool(conninfo: conninfo) { pool in
            let error = await failure { try await pool.query("SELECT 1") }
            guard case .unavailable(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(!reason.contains("secret-word"))
        }
    }

    @Test func `a pool that was stopped fails what waits and what comes`() async throws {
        try await withPool { pool in
            _ = try await pool.query("SELECT 1")
            let slow = Task { try await pool.query("SELECT pg_sleep(5)") }
            try await pool.loop.sleep(milliseconds: 50)
            await pool.stop()
            #expect(await failure { try await slow.value }?.isUnavailable == true)
            #expect(await failure { try await pool.query("SELECT 1") }?.isUnavailable == true)
        }
    }
}
