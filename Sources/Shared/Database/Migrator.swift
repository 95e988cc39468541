import Cryptography
import Postgres

/// Brings the schema up to date with the numbered files that are embedded in the binary.
package struct Migrator: Sendable {
    /// A migration that was changed after it was applied.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    struct Migration: Sendable {
        let name: String
        let sql: String
        var checksum: String { Hex.encode(sha256(Array(sql.utf8))) }
    }

    /// In order; files are only ever added.
    static let migrations: [Migration] = [
        Migration(name: "0001_auctions", sql: text(PackageResources._001_auctions_sql)),
        Migration(name: "0002_popular", sql: text(PackageResources._002_popular_sql)),
        Migration(name: "0003_accounts", sql: text(PackageResources._003_accounts_sql)),
        Migration(name: "0004_marketplace", sql: text(PackageResources._004_marketplace_sql)),
        Migration(name: "0005_pictures", sql: text(PackageResources._005_pictures_sql)),
        Migration(
            name: "0006_notifications_trades", sql: text(PackageResources._006_notifications_trades_sql)),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Any number that nobody else locks: two migrators never run at once.
    private static let lock: Int64 = 0x68_61_6E_64_73_75_70

    private let pool: PostgresPool
    private let migrations: [Migration]

    package init(pool: PostgresPool) { self.init(pool: pool, migrations: Self.migrations) }

    init(pool: PostgresPool, migrations: [Migration]) {
        self.pool = pool
        self.migrations = migrations
    }

    /// Applies what is missing, each in a transaction of its own, and answers the names.
    /// Throws `Failure` if a file that was applied has changed since.
    package func run() async throws -> [String] {
        try await pool.transaction { transaction in
            _ = try await transaction.commit(
                "SELECT pg_advisory_xact_lock(\(Self.lock))",
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    name text PRIMARY KEY, checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now())
                """)
        }
        var applied: [String] = []
        for migration in migrations {
            if try await apply(migration) { applied.append(migration.name) }
        }
        return applied
    }

    private func apply(_ migration: Migration) async throws -> Bool {
        try await pool.transaction { transaction in
            let known = try await transaction.run(
                "SELECT pg_advisory_xact_lock(\(Self.lock))",
                "SELECT checksum FROM schema_migration WHERE name = \(migration.name)")[1]
            if let row = known.first {
                guard try row.decode(String.self, at: 0) == migration.checksum else {
                    throw Failure(
                        description:
                            "migration \(migration.name) was changed after it was applied; add a new file instead"
                    )
                }
                return false
            }
            try await transaction.script(migration.sql)
            _ = try await transaction.commit(
                "INSERT INTO schema_migration (name, checksum) VALUES (\(migration.name), \(migration.checksum))"
            )
            return true
        }
    }
}
