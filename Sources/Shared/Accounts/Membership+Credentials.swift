import Postgres

/// Changes of what proves who somebody is.
extension Membership {
    /// Ends all other sessions. Throws `credentials.wrong`, `invalid` for the new password.
    package func changePassword(
        _ person: UserID, session: SessionID, current: String, new: String, from client: Client
    ) async throws {
        let old = try await signIn.confirm(person, password: current, from: client)
        let member = try await own(person)
        let hash = try await passwords.hash(new, of: member.owner, field: "new")
        try await commit(
            """
            UPDATE person SET password_hash = \(hash)
            WHERE id = \(person.rawValue) AND password_hash = \(old)
            """,
            orElse: .wrongCredentials,
            ending: "person_id = \(person.rawValue) AND id <> \(session.rawValue)",
            noting: SecurityEvent.insert(
                .passwordChanged, person: person, session: session, client: client))
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
        try await commit(
            """
            WITH \(sql: PhoneVerifications.use(proof, for: .passwordReset))
            UPDATE person SET password_hash = \(hash)
            FROM proof WHERE person.id = \(id) AND person.phone = proof.phone
            """,
            orElse: .verificationExpired, ending: "person_id = \(id)",
            noting: SecurityEvent.insert(.passwordReset, person: UserID(id), client: client))
        // Without Redis the waits go on; the password is set all the same.
        try? await signIn.forgive(UserID(id))
    }

    /// Throws `credentials.wrong`, `verification.expired`, `phone.taken`.
    package func changePhone(
        _ person: UserID, session: SessionID, proof: String, password: String, from client: Client
    ) async throws {
        let hash = try await signIn.confirm(person, password: password, from: client)
        try await AccountConstraint.translating {
            try await commit(
                """
                WITH \(sql: PhoneVerifications.use(proof, for: .phoneChange))
                UPDATE person SET phone = proof.phone
                FROM proof WHERE id = \(person.rawValue) AND password_hash = \(hash)
                """,
                orElse: .verificationExpired, ending: "false",
                noting: SecurityEvent.insert(
                    .phoneChanged, person: person, session: session, client: client))
        }
    }

    /// Changes the row of one person, ends sessions and notes it, together or not at all. Throws
    /// `refusal` if there was nothing to change.
    private func commit(
        _ change: SQL, orElse refusal: Problem, ending sessions: SQL, noting event: SQL
    ) async throws {
        let ended = try await pool.transaction { transaction in
            guard try await transaction.run(change)[0].affected == 1 else { throw refusal }
            return try await transaction.commit("\(sql: Sessions.end(sessions)) RETURNING id", event)[0]
        }
        await ends.announce(try ended.map { .session(try $0.id(0)) })
    }
}

extension MemberProfile {
    var owner: Passwords.Owner { Passwords.Owner(username: profile.username, phone: phone ?? "") }
}
