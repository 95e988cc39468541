import Postgres

/// What people see and change of their accounts.
package struct Membership: Sendable {
    let pool: PostgresPool
    let passwords: Passwords
    let signIn: SignIn
    let ends: SessionEnds

    package init(pool: PostgresPool, passwords: Passwords, signIn: SignIn, ends: SessionEnds) {
        self.pool = pool
        self.passwords = passwords
        self.signIn = signIn
        self.ends = ends
    }

    /// Throws `unauthenticated` for somebody who is no more.
    package func own(_ person: UserID) async throws -> MemberProfile {
        let rows = try await pool.query(
            """
            SELECT \(sql: MemberProfile.columns) FROM person p
            WHERE p.id = \(person.rawValue) AND \(sql: Standing.isGood)
            """)
        guard let row = rows.first else { throw Problem.unauthenticated }
        return try MemberProfile(row: row, at: 0)
    }

    /// Throws `notFound`, for deleted accounts too.
    package func member(_ person: UserID) async throws -> MemberProfile {
        let rows = try await pool.query(
            """
            SELECT \(sql: MemberProfile.columns) FROM person p
            WHERE p.id = \(person.rawValue) AND p.deleted_at IS NULL
            """)
        guard let row = rows.first else { throw Problem.notFound }
        return try MemberProfile(row: row, at: 0)
    }

    /// Changes the name, the picture, or both; nil stays. Throws `username.taken`, `invalid` for a
    /// picture of somebody else, `unauthenticated`.
    ///
    /// - Parameter removesImage: whether the person is to have no picture; `image` is nil then.
    package func change(
        _ person: UserID, username: Username?, image: Int64?, removesImage: Bool = false, from client: Client
    ) async throws -> MemberProfile {
        let rows = try await AccountConstraint.translating {
            try await pool.query(
                """
                WITH picture AS (
                    SELECT thumbnail_url FROM image WHERE id = \(image) AND owner_id = \(person.rawValue)
                    FOR KEY SHARE),
                p AS (
                    UPDATE person SET username = coalesce(\(username?.text), username),
                        username_key = coalesce(\(username?.key), username_key),
                        image_url = CASE WHEN NOT \(removesImage)
                            THEN coalesce((SELECT thumbnail_url FROM picture), image_url) END
                    WHERE id = \(person.rawValue) AND \(sql: Standing.isGood)
                        AND (\(image) IS NULL OR EXISTS (SELECT 1 FROM picture))
                    RETURNING *),
                noted AS (
                    INSERT INTO security_event (kind, person_id, address, device)
                    SELECT \(SecurityEvent.Kind.usernameChanged.rawValue), p.id, \(client.address.text),
                        \(client.device) FROM p WHERE \(username?.key) IS NOT NULL)
                SELECT \(sql: MemberProfile.columns) FROM p
                """)
        }
        if let row = rows.first { return try MemberProfile(row: row, at: 0) }
        _ = try await own(person)
        throw Problem.invalid([.init("imageId", code: "unknown", "must be a picture of your own")])
    }
}
