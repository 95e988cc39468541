import Cryptography
import Postgres

/// Signs people in, and asks them again who they are before what cannot be undone.
package struct SignIn: Sendable {
    private let pool: PostgresPool
    private let passwords: Passwords
    private let attempts: AttemptGuard
    private let countries: PhoneCountries
    private let bucketKey: HMACKey

    package init(
        pool: PostgresPool, passwords: Passwords, attempts: AttemptGuard, countries: PhoneCountries,
        keys: TokenKeys
    ) {
        self.pool = pool
        self.passwords = passwords
        self.attempts = attempts
        self.countries = countries
        bucketKey = keys.derived(for: "login bucket")[0]
    }

    /// Throws `credentials.wrong`, for unknown logins too and after the same time;
    /// `account.suspended`, only to who knows the password; `rateLimited`.
    package func run(login: String, password: String, from client: Client) async throws -> SignedIn {
        let login = Login(login, countries: countries)
        let account = try await account(of: login)
        let bucket =
            account.map { Self.bucket(of: $0.id) }
            ?? Base64URL.encode(Array(bucketKey.code(for: login.canonical.utf8).prefix(16)))
        let newHash = try await compare(
            password, with: account?.hash, of: account?.id, bucket: bucket, from: client)
        guard let account else { throw Problem.wrongCredentials }
        if account.isSuspended { throw Problem.suspended(until: account.suspendedUntil) }
        return try await open(account, newHash: newHash, client)
    }

    /// Verifies the password of somebody who is signed in. Throws `credentials.wrong`, `rateLimited`, or
    /// `unauthenticated` for somebody who is no more; answers the hash that was compared.
    func confirm(_ person: UserID, password: String, from client: Client) async throws -> String {
        let rows = try await pool.query(
            "SELECT password_hash FROM person WHERE id = \(person.rawValue) AND \(sql: Standing.isGood)")
        guard let row = rows.first else { throw Problem.unauthenticated }
        let hash = try row.decode(String?.self, at: 0)
        _ = try await compare(
            password, with: hash, of: person, bucket: Self.bucket(of: person), from: client)
        guard let hash else { throw Problem.wrongCredentials }
        return hash
    }

    /// Answers a newer hash, if the stored one is outdated; throws `credentials.wrong`, `rateLimited`.
    private func compare(
        _ password: String, with hash: String?, of person: UserID?, bucket: String, from client: Client
    ) async throws -> String? {
        let attempt = try await attempts.begin(account: bucket, address: client.address)
        let verdict: Passwords.Verdict
        do {
            verdict = try await passwords.verify(password, against: hash)
        } catch {
            try? await attempts.withdraw(attempt)  // what failed before is what is told
            throw error
        }
        guard case .right(let newHash) = verdict else {
            try await attempts.failed(attempt)
            _ = try await pool.query(SecurityEvent.insert(.signInFailed, person: person, client: client))
            throw Problem.wrongCredentials
        }
        try await attempts.succeeded(attempt)
        return newHash
    }

    /// Lets a person who proved the number try again at once.
    func forgive(_ person: UserID) async throws {
        try await attempts.forgive(account: Self.bucket(of: person))
    }

    private static func bucket(of person: UserID) -> String { String(person.rawValue) }

    private struct Account {
        let id: UserID
        let hash: String?
        let isSuspended: Bool
        let suspendedUntil: Timestamp?
    }

    /// A number or a name, in the form that accounts have it; neither for what nobody can have.
    private struct Login {
        let phone: String?
        let name: String?
        let canonical: String

        init(_ text: String, countries: PhoneCountries) {
            phone = (try? PhoneNumber(text, countries: countries))?.e164
            name = phone == nil ? Username.key(ofLogin: text) : nil
            canonical = phone ?? name ?? text
        }
    }

    private func account(of login: Login) async throws -> Account? {
        // The same query for what nobody can be called.
        let rows = try await pool.query(
            """
            SELECT id, password_hash, NOT \(sql: Standing.isGood), suspended_until FROM person
            WHERE deleted_at IS NULL AND (phone = \(login.phone) OR username_key = \(login.name))
            """)
        return try rows.first.map { row in
            Account(
                id: try row.id(0), hash: try row.decode(String?.self, at: 1),
                isSuspended: try row.decode(Bool.self, at: 2),
                suspendedUntil: try row.decode(Timestamp?.self, at: 3))
        }
    }

    private func open(_ account: Account, newHash: String?, _ client: Client) async throws -> SignedIn {
        let secrets = Sessions.Secrets()
        let rows = try await pool.transaction { transaction in
            try await transaction.commit(
                // Nobody signs in with a password that was changed while it was compared: the lock waits for
                // who changes it, and then sees the new one. It is the one that the last statement takes.
                """
                WITH made AS (
                    SELECT id FROM person WHERE id = \(account.id.rawValue) AND password_hash = \(account.hash)
                        AND \(sql: Standing.isGood) FOR NO KEY UPDATE),
                \(sql: Sessions.open(secrets, for: client)),
                noted AS (
                    INSERT INTO security_event (kind, person_id, session_id, address, device)
                    SELECT \(SecurityEvent.Kind.signIn.rawValue), \(account.id.rawValue), id,
                        \(client.address.text), \(client.device) FROM opened)
                SELECT opened.id, \(sql: MemberProfile.columns)
                FROM opened, person p WHERE p.id = \(account.id.rawValue)
                """,
                Sessions.endSurplus(of: account.id),
                """
                UPDATE person SET password_hash = \(newHash)
                WHERE id = \(account.id.rawValue) AND \(newHash) IS NOT NULL AND password_hash = \(account.hash)
                """)[0]
        }
        guard let row = rows.first else { throw Problem.wrongCredentials }
        return Sessions.signedIn(
            try MemberProfile(row: row, at: 1), try row.id(0), secrets)
    }
}

extension Problem {
    static let wrongCredentials = Problem(
        .unauthenticated, "credentials.wrong", "The login or the password is wrong.")

    static func suspended(until: Timestamp?) -> Problem {
        var problem = Problem(.forbidden, "account.suspended", "This account is suspended.")
        problem.members = [Member("until", .time(until))]
        return problem
    }
}
