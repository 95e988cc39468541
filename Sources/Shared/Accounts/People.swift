import EventLoops
import Postgres

/// Profiles by id, all that are asked for in one turn by one query.
package actor People {
    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let loader: TurnLoader<UserID, PublicProfile>

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool) {
        self.loop = loop
        self.pool = pool
        loader = TurnLoader(on: loop, limit: 1000) { try await Self.profiles(of: $0, from: pool) }
    }

    /// The profiles of those who are neither deleted nor suspended, in one query.
    package func profiles(of ids: [UserID]) async throws -> [UserID: PublicProfile] {
        try await Self.profiles(of: ids, from: pool)
    }

    private static func profiles(
        of ids: [UserID], from pool: PostgresPool
    ) async throws -> [UserID: PublicProfile] {
        let rows = try await pool.query(
            """
            SELECT id, username, image_url, manner_score FROM person
            WHERE id = ANY(\(ids.map(\.rawValue))) AND \(sql: Standing.isGood)
            """)
        var found: [UserID: PublicProfile] = [:]
        for row in rows {
            if let profile = try row.profile(at: 0) { found[profile.id] = profile }
        }
        return found
    }

    /// The profile; throws `unauthenticated` for a person who is deleted or suspended.
    package func signedIn(_ id: UserID) async throws -> PublicProfile {
        guard let profile = try await loader.load(id) else { throw Problem.unauthenticated }
        return profile
    }
}
