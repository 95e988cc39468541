import EventLoops
import Postgres

/// Profiles by id, all that are asked for in one turn by one query.
package actor People {
    package nonisolated let loop: EventLoop
    private let loader: TurnLoader<UserID, PublicProfile>

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool) {
        self.loop = loop
        loader = TurnLoader(on: loop, limit: 1000) { ids in
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
    }

    /// The profile; throws `unauthenticated` for a person who is deleted or suspended.
    package func signedIn(_ id: UserID) async throws -> PublicProfile {
        guard let profile = try await loader.load(id) else { throw Problem.unauthenticated }
        return profile
    }
}
