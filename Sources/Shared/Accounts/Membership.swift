import Postgres

/// What people see and change of their accounts.
package struct Membership: Sendable {
    private let pool: PostgresPool
    private let passwords: Passwords
    private let signIn: SignIn
    private let ends: SessionEnds

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
    package func change(
        _ person: UserID, username: Username?, image: Int64?, from client: Client
    ) async throws -> MemberProfile {
        let rows = try await AccountConstraint.translating {
            try await pool.query(
                """
                WITH picture AS (
                    SELECT thumbnail_url FROM image WHERE id = \(image) AND owner_id = \(person.rawValue)),
                p AS (
                    UPDATE person SET username = coalesce(\(username?.text), username),
                        username_key = coalesce(\(username?.key), username_key),
                        image_url = coalesce((SELECT thumbnail_url FROM picture), image_url)
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

    /// Ends all other sessions. Throws `credentials.wrong`, `invalid` for the new password.
    package func changePassword(
        _ person: UserID, session: SessionID, current: String, new: String, from client: Client
    ) async throws {
        let old = try await signIn.confirm(person, password: current, from: client)
        let member = try await own(person)
        let hash = try await passwords.hash(new, of: member.owner, field: "new")
        try await store(
            hash, of: person, insteadOf: old, ending: "id <> \(session.rawValue)",
            noting: SecurityEvent.insert(
                .passwordChanged, person: person, session: session, client: client))
    }

    /// Writes a new hash and ends sessions, together or not at all.
    private func store(
        _ hash: String, of person: UserID, insteadOf old: String?, ending condition: SQL, noting event: SQL
    ) async throws {
        let ended = try await pool.transaction { transaction in
            let changed = try await transaction.run(
                """
                UPDATE person SET password_hash = \(hash)
                WHERE id = \(person.rawValue) AND password_hash IS NOT DISTINCT FROM coalesce(\(old), password_hash)
                    AND deleted_at IS NULL
                """)[0]
            guard changed.affected == 1 else { throw Problem.wrongCredentials }
            return try await transaction.commit(
                "\(sql: Sessions.end("person_id = \(person.rawValue) AND \(sql: condition)")) RETURNING id",
                event)[0]
        }
        await ends.announce(try ended.map { .session(try $0.id(0)) })
    }

    /// Sets a new password for the account of a proved number, and ends all its sessions. Throws
    /// `verification.expired`, `account.notFound`, `invalid` for the password.
    package func resetPassword(_ password: String, proof: String, from client: Client) async throws {
        let rows = try await pool.query(
            """
            SELECT p.id, p.username, v.phone, v.isGood
            FROM (\(sql: PhoneVerifications.look(proof, for: .passwordReset))) v
            LEFT JOIN person p ON p.phone = v.phone
            """)
        guard let row = rows.first, try row.decode(Bool.self, at: 3) else {
            throw Problem.verificationExpired
        }
        guard let id = try row.decode(Int64?.self, at: 0) else {
            throw Problem(.notFound, "account.notFound", "This number has no account.")
        }
        let owner = Passwords.Owner(
            username: try row.decode(String.self, at: 1), phone: try row.decode(String.self, at: 2))
        let hash = try await passwords.hash(password, of: owner, field: "password")
        let person = UserID(id)
        let ended = try await pool.transaction { transaction in
            let used = try await transaction.run(
                """
                WITH \(sql: PhoneVerifications.use(proof, for: .passwordReset))
                UPDATE person SET password_hash = \(hash)
                FROM proof WHERE person.id = \(id) AND person.phone = proof.phone
                """)[0]
            guard used.affected == 1 else { throw Problem.verificationExpired }
            return try await transaction.commit(
                "\(sql: Sessions.end("person_id = \(id)")) RETURNING id",
                SecurityEvent.insert(.passwordReset, person: person, client: client))[0]
        }
        await ends.announce(try ended.map { .session(try $0.id(0)) })
        try? await signIn.forgive(person)  // without Redis the waits go on; the password is set all the same
    }

    /// Throws `credentials.wrong`, `verification.expired`, `phone.taken`.
    package func changePhone(
        _ person: UserID, session: SessionID, proof: String, password: String, from client: Client
    ) async throws {
        let hash = try await signIn.confirm(person, password: password, from: client)
        try await AccountConstraint.translating {
            try await pool.transaction { transaction in
                let changed = try await transaction.run(
                    """
                    WITH \(sql: PhoneVerifications.use(proof, for: .phoneChange))
                    UPDATE person SET phone = proof.phone
                    FROM proof WHERE id = \(person.rawValue) AND password_hash = \(hash)
                    """)[0]
                guard changed.affected == 1 else { throw Problem.verificationExpired }
                _ = try await transaction.commit(
                    SecurityEvent.insert(.phoneChanged, person: person, session: session, client: client))
            }
        }
    }
}

extension MemberProfile {
    var owner: Passwords.Owner { Passwords.Owner(username: profile.username, phone: phone ?? "") }
}
