import Postgres
import Testing

@testable import Shared

@Suite(.servers, .emptyDatabase, .serialized) struct MigratorTests {
    private let database = TestDatabase.current
    private let first = Migrator.Migration(
        name: "0001_a", sql: "CREATE TABLE a (id int); CREATE TABLE b (id int);")
    private let second = Migrator.Migration(name: "0002_b", sql: "ALTER TABLE a ADD COLUMN more text")

    /// An empty schema, and what `body` does in it.
    private func withEmptySchema(_ body: @Sendable (PostgresPool) async throws -> Void) async throws {
        try await database.withPool(connections: 4) { pool in
            try await pool.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
            try await body(pool)
        }
    }

    @Test func `the service's own files apply, and a second run has nothing to do`() async throws {
        try await withEmptySchema { pool async throws in
            #expect(try await Migrator(pool: pool).run() == Migrator.migrations.map(\.name))
            #expect(try await Migrator(pool: pool).run() == [])
            #expect(try await pool.number("SELECT count(*) FROM category") == 17)
        }
    }

    @Test func `a new file is applied behind the known ones`() async throws {
        try await withEmptySchema { [first, second] pool async throws in
            #expect(try await Migrator(pool: pool, migrations: [first]).run() == ["0001_a"])
            #expect(try await Migrator(pool: pool, migrations: [first, second]).run() == ["0002_b"])
        }
    }

    @Test func `of many that run at once each file is applied by one`() async throws {
        try await withEmptySchema { [database, first, second] _ in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await database.withPool { pool in
                            try await Migrator(pool: pool, migrations: [first, second]).run()
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == ["0001_a", "0002_b"])
        }
    }

    @Test func `a file that was changed after it was applied is refused by name`() async throws {
        try await withEmptySchema { [first] pool in
            _ = try await Migrator(pool: pool, migrations: [first]).run()
            let changed = Migrator.Migration(name: "0001_a", sql: first.sql + " ")
            let failure = await #expect(throws: Migrator.Failure.self) {
                try await Migrator(pool: pool, migrations: [changed]).run()
            }
            #expect(failure?.description.contains("0001_a") == true)
        }
    }

    @Test func `a file that fails leaves nothing behind, and those before it stay`() async throws {
        try await withEmptySchema { [first] pool in
            let broken = Migrator.Migration(name: "0002_b", sql: "CREATE TABLE c (id int); SELECT nothing;")
            await #expect(throws: PostgresError.self) {
                try await Migrator(pool: pool, migrations: [first, broken]).run()
            }
            #expect(try await pool.number("SELECT count(*) FROM pg_tables WHERE tablename = 'c'") == 0)
            let names = try await pool.query("SELECT name FROM schema_migration")
            #expect(try names.map { try $0.string(0) } == ["0001_a"])
        }
    }

    @Test func `it waits for whoever holds the lock`() async throws {
        try await withEmptySchema { [first] pool in
            let lock: Int64 = 0x68_61_6E_64_73_75_70
            try await pool.transaction { transaction in
                try await transaction.run("SELECT pg_advisory_xact_lock(\(lock))")
                let migration = Task { try await Migrator(pool: pool, migrations: [first]).run() }
                let waiting: SQL = """
                    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
                while try await pool.number(waiting) == 0 {}
                #expect(try await pool.number("SELECT count(*) FROM pg_tables WHERE tablename = 'a'") == 0)
                try await transaction.commit([])
                #expect(try await migration.value == ["0001_a"])
            }
        }
    }
}
