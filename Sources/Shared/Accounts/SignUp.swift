import Postgres

/// Makes accounts: one a number that was proved, one a name.
package struct SignUp: Sendable {
    private let pool: PostgresPool
    private let passwords: Passwords

    package init(pool: PostgresPool, passwords: Passwords) {
        self.pool = pool
        self.passwords = passwords
    }

    package func isAvailable(_ username: Username) async throws -> Bool {
        try await pool.query("SELECT 1 FROM person WHERE username_key = \(username.key)").isEmpty
    }

    /// Makes the account and signs its device in, in one statement: nothing of it stays if any part
    /// fails, the proof included.
    ///
    /// Throws `username.taken`, `phone.taken`, `verification.expired`, or `invalid` for the password.
    package func run(
        _ username: Username, password: String, proof: String, from client: Client
    ) async throws -> SignedIn {
        // Hashing is dear: what can be refused without it is.
        let phone = try await phone(provedBy: proof, username)
        let hash = try await passwords.hash(
            password, of: Passwords.Owner(username: username.text, phone: phone), field: "password")
        let secrets = Sessions.Secrets()
        let rows = try await AccountConstraint.translating {
            try await pool.query(
                """
                WITH \(sql: PhoneVerifications.use(proof, for: .signUp)),
                made AS (
                    INSERT INTO person (username, username_key, phone, password_hash)
                    SELECT \(username.text), \(username.key), phone, \(hash) FROM proof RETURNING *),
                \(sql: Sessions.open(secrets, for: client)),
                noted AS (
                    INSERT INTO security_event (kind, person_id, session_id, address, device)
                    SELECT \(SecurityEvent.Kind.signUp.rawValue), made.id, opened.id,
                        \(client.address.text), \(client.device) FROM made, opened)
                SELECT opened.id, \(sql: MemberProfile.columns) FROM made p, opened
                """)
        }
        guard let row = rows.first else {
            // Somebody else used the proof meanwhile, and has the number now.
            _ = try await self.phone(provedBy: proof, username)
            throw Problem.verificationExpired
        }
        return Sessions.signedIn(
            try MemberProfile(row: row, at: 1), try row.id(0), secrets)
    }

    private func phone(provedBy proof: String, _ username: Username) async throws -> String {
        let row = try await pool.query(
            """
            SELECT v.phone, v.isGood,
                EXISTS (SELECT 1 FROM person WHERE phone = v.phone),
                EXISTS (SELECT 1 FROM person WHERE username_key = \(username.key))
            FROM (\(sql: PhoneVerifications.look(proof, for: .signUp))) v
            """
        ).first
        guard let row else { throw Problem.verificationExpired }
        // Only who proved the number gets here, and may know that it has an account.
        if try row.decode(Bool.self, at: 2) { throw Problem.phoneTaken }
        guard try row.decode(Bool.self, at: 1) else { throw Problem.verificationExpired }
        if try row.decode(Bool.self, at: 3) { throw Problem.usernameTaken }
        return try row.decode(String.self, at: 0)
    }
}

/// What the schema says when two want the same.
enum AccountConstraint {
    static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch PostgresError.server("23505", _, .some("person_username_key")) {
            throw Problem.usernameTaken
        } catch PostgresError.server("23505", _, .some("person_phone")) {
            throw Problem.phoneTaken
        }
    }
}

extension Problem {
    static let usernameTaken = Problem(.conflict, "username.taken", "Somebody else has this name.")
    static let phoneTaken = Problem(.conflict, "phone.taken", "This number has an account already.")
}
