import EventLoops
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isGiven), .timeLimit(.minutes(5)))
struct PostgresTransactionTests {
    private struct Refused: Error {}

    /// A pool and a table of its own with one row, 1 → 10.
    private func withTable(
        _ name: String, _ change: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (PostgresPool) async throws -> Void
    ) async throws {
        try await withPool(change) { pool in
            try await pool.script(
                """
                DROP TABLE IF EXISTS \(name);
                CREATE TABLE \(name) (id int8 PRIMARY KEY, value int8 NOT NULL);
                INSERT INTO \(name) VALUES (1, 10);
                """)
            try await body(pool)
            try await pool.script("DROP TABLE \(name)")
        }
    }

    @Test func `what a body did is committed when it returns`() async throws {
        try await withTable("tx_a") { pool in
            let seen = try await pool.transaction { transaction in
                let results = try await transaction.run(
                    "UPDATE tx_a SET value = value + \(1) WHERE id = \(1)", "SELECT value FROM tx_a")
                #expect(results.count == 2 && results[0].affected == 1)
                // Others do not see it yet.
                let outside: Int64 = try await pool.query("SELECT value FROM tx_a")[0][0]
                #expect(outside == 10)
                return try results[1][0].int64(0)
            }
            #expect(seen == 11)
            #expect(try await pool.query("SELECT value FROM tx_a")[0].int64(0) == 11)
        }
    }

    @Test func `a commit travels with its statements, and nothing comes after it`() async throws {
        try await withTable("tx_b") { pool in
            try await pool.transaction { transaction in
                let results = try await transaction.commit("UPDATE tx_b SET value = 12 RETURNING value")
                #expect(results.count == 1)
                #expect(try results[0][0].int64(0) == 12)
                let value: Int64 = try await pool.query("SELECT value FROM tx_b")[0][0]
                #expect(value == 12)
                #expect(await failure { try await transaction.run("SELECT 1") } != nil)
            }
        }
    }

    @Test func `what a body did is rolled back when it throws`() async throws {
        try await withTable("tx_c") {
            $0.connections = 1
        } _: { pool in
            let backend = try await pool.backend()
            await #expect(throws: Refused.self) {
                try await pool.transaction { transaction in
                    try await transaction.run("UPDATE tx_c SET value = 0")
                    throw Refused()
                }
            }
            #expect(try await pool.query("SELECT value FROM tx_c")[0].int64(0) == 10)
            #expect(try await pool.backend() == backend)
        }
    }

    @Test func `a failure in a group skips the rest, and even a caught one cannot be committed`() async throws
    {
        try await withTable("tx_d") {
            $0.connections = 1
        } _: { pool async throws in
            let error = await failure {
                try await pool.transaction { transaction in
                    let error = await failure {
                        try await transaction.run(
                            "UPDATE tx_d SET value = 1", "INSERT INTO tx_d VALUES (1, 1)",
                            "UPDATE tx_d SET value = \(2)")
                    }
                    #expect(error?.sqlState == "23505")
                }
            }
            #expect(error?.sqlState == "25P02")
            #expect(try await pool.query("SELECT value FROM tx_d")[0].int64(0) == 10)
            // A statement whose preparation was skipped with the group can be used.
            #expect(try await pool.query("UPDATE tx_d SET value = \(2)").affected == 1)
        }
    }

    @Test func `a failing statement with its commit rolls everything back`() async throws {
        try await withTable("tx_e") { pool async throws in
            let error = await failure {
                try await pool.transaction { transaction in
                    try await transaction.commit("UPDATE tx_e SET value = 1", "UPDATE tx_e SET value = NULL")
                }
            }
            #expect(error?.sqlState == "23502")
            #expect(try await pool.query("SELECT value FROM tx_e")[0].int64(0) == 10)
        }
    }

    @Test func `a transaction that waits too long for a connection is refused, a statement too`() async throws
    {
        try await withTable("tx_f") {
            $0.connections = 1
            $0.waitLimit = 100
        } _: { pool in
            try await pool.transaction { transaction in
                try await transaction.run("SELECT 1")
                #expect(await failure { try await pool.transaction { _ in } } == .poolExhausted)
                #expect(await failure { try await pool.query("SELECT 1") } == .poolExhausted)
            }
            _ = try await pool.query("SELECT 1")
        }
    }

    @Test func `more than may wait are refused at once`() async throws {
        try await withTable("tx_g") {
            $0.connections = 1
            $0.maximumWaiting = 1
        } _: { pool in
            try await pool.transaction { _ in
                let waiter = Task { try await pool.query("SELECT 7") }
                try await pool.loop.sleep(milliseconds: 20)
                #expect(await failure { try await pool.query("SELECT 1") } == .poolExhausted)
                waiter.cancel()
                #expect(await failure { try await waiter.value } == .cancelled)
            }
        }
    }

    @Test func `transactions take turns on few connections and lose nothing`() async throws {
        try await withTable("tx_h") { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        _ = try await pool.transaction { transaction in
                            try await transaction.commit("UPDATE tx_h SET value = value + 1 WHERE id = \(1)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.query("SELECT value FROM tx_h")[0].int64(0) == 210)
        }
    }

    @Test func `a cancelled transaction is rolled back and its connection serves on`() async throws {
        try await withTable("tx_i") {
            $0.connections = 1
        } _: { pool in
            let backend = try await pool.backend()
            let task = Task {
                try await pool.transaction { transaction in
                    try await transaction.run("UPDATE tx_i SET value = 0", "SELECT pg_sleep(0.3)")
                }
            }
            try await pool.loop.sleep(milliseconds: 100)
            task.cancel()
            #expect(await failure { _ = try await task.value } == .cancelled)
            #expect(try await pool.query("SELECT value FROM tx_i")[0].int64(0) == 10)
            #expect(try await pool.backend() == backend)
        }
    }

    @Test func `a script runs inside a transaction and fails as a whole`() async throws {
        try await withTable("tx_j") { pool in
            let error = await failure {
                try await pool.transaction { transaction in
                    try await transaction.script(
                        "UPDATE tx_j SET value = 1; SELECT 1/0; UPDATE tx_j SET value = 2;")
                }
            }
            #expect(error?.sqlState == "22012")
            #expect(try await pool.query("SELECT value FROM tx_j")[0].int64(0) == 10)
            try await pool.transaction { transaction in
                try await transaction.script("UPDATE tx_j SET value = 1; UPDATE tx_j SET value = value + 1")
                try await transaction.run("UPDATE tx_j SET value = value + 1")
            }
            #expect(try await pool.query("SELECT value FROM tx_j")[0].int64(0) == 3)
        }
    }
}
