import Postgres
import Shared

/// `APIServer token NAME…`: one access token a line, for operators and load tests.
enum PrintTokens {
    /// A day: a long load test runs on one token.
    private static let lifetimeMilliseconds: Int64 = 24 * 3600 * 1000

    static func run(_ configuration: Configuration, names: [String]) async throws {
        let keys = try configuration.service.tokenKeys()
        try await withServices(configuration) { services in
            let rows = try await services.pool.query(
                """
                SELECT username_key, id FROM person
                WHERE username_key = ANY(\(names.map(Username.key(ofName:)))) AND deleted_at IS NULL
                """)
            var ids: [String: UserID] = [:]
            for row in rows { ids[try row.decode(String.self, at: 0)] = try row.id(1) }
            let now = Timestamp.now()
            for name in names {
                guard let id = ids[Username.key(ofName: name)] else {
                    throw Settings.Invalid(description: "nobody is called \(name)")
                }
                let token = AccessToken(
                    user: id, session: .operators, expiresAt: now.adding(milliseconds: lifetimeMilliseconds))
                print(token.signed(with: keys, at: now))
            }
        }
    }
}
