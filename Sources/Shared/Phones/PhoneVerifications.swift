import Cryptography
import EventLoops
import Postgres

/// Proves numbers: sends codes, takes them back, hands out proofs that can be used once.
///
/// Knows nothing of accounts: what it does for a number is the same whether or not one has it, and so
/// is the time it takes.
package struct PhoneVerifications: Sendable {
    private let loop: EventLoop
    private let pool: PostgresPool
    private let rates: RateLimits
    private let limits: TextLimits
    private let texts: TextSending
    private let codeKeys: [HMACKey]
    private let limitKey: HMACKey
    private let clock: @Sendable () -> Timestamp

    /// - Parameter clock: what the limits go by.
    package init(
        on loop: EventLoop, pool: PostgresPool, rates: RateLimits, limits: TextLimits, texts: TextSending,
        keys: TokenKeys, clock: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.loop = loop
        self.pool = pool
        self.rates = rates
        self.limits = limits
        self.texts = texts
        codeKeys = keys.derived(for: "phone code")
        limitKey = keys.derived(for: "phone limit")[0]
        self.clock = clock
    }

    package struct Sent: Sendable {
        package let id: String
        package let expiresAt: Timestamp
        package let resendAt: Timestamp
    }

    /// Sends a code. Throws `rateLimited`; `unavailable` if nobody takes the text now, and then the
    /// code does not count.
    package func send(
        to phone: PhoneNumber, for purpose: VerificationPurpose, from address: ClientAddress
    ) async throws -> Sent {
        let limits = limits.limits(of: phone, for: purpose, from: address, key: limitKey)
        let now = clock()
        let wait = try await rates.take(limits, at: now)
        guard wait == 0 else {
            throw Problem.rateLimited("Too many codes were asked for; wait a while.", milliseconds: wait)
        }
        do {
            return try await create(phone, purpose)
        } catch {
            try? await rates.giveBack(limits, at: now)  // what failed before is what is told
            throw error
        }
    }

    private func create(_ phone: PhoneNumber, _ purpose: VerificationPurpose) async throws -> Sent {
        let id = randomBytes(16)
        let number = String(randomNumber(below: 1_000_000))
        let code = String(repeating: "0", count: PhoneVerification.codeDigits - number.count) + number
        let hash = codeKeys[0].code(for: Self.signed(code, id: id, phone.e164, purpose.rawValue))
        let rows = try await pool.query(
            """
            INSERT INTO phone_verification (id, phone, purpose, code, created_at, expires_at)
            SELECT \(id), \(phone.e164), \(purpose.rawValue), \(hash), now,
                now + \(PhoneVerification.lifetimeSeconds) * interval '1 second'
            FROM (SELECT clock_timestamp() AS now OFFSET 0) t RETURNING created_at, expires_at
            """)
        guard let row = rows.first else { throw PostgresError.decoding("INSERT returned no row") }
        let createdAt = try row.decode(Timestamp.self, at: 0)
        do {
            try await texts.send(
                TextMessage(to: phone.e164, text: Self.text(code), code: code, at: createdAt), on: loop)
        } catch {
            _ = try? await pool.query("DELETE FROM phone_verification WHERE id = \(id)")  // expires anyway
            throw error
        }
        return Sent(
            id: Base64URL.encode(id), expiresAt: try row.decode(Timestamp.self, at: 1),
            resendAt: createdAt.adding(milliseconds: TextLimits.resendSeconds * 1000))
    }

    /// 68 bytes in EUC-KR: a short message has 90.
    private static func text(_ code: String) -> String {
        "[Hands-up] 인증번호 \(code) (verification code). 3분 안에 입력하세요."
    }

    private static func signed(
        _ code: String, id: [UInt8], _ phone: String, _ purpose: String
    ) -> [UInt8] {
        id + Array("\(purpose) \(phone) \(code)".utf8)
    }

    package struct Proof: Sendable {
        /// 256 random bits; only their hash is stored.
        package let token: String
        package let expiresAt: Timestamp
    }

    /// Makes a proof of the right code. Throws `notFound`, `verification.wrongCode`,
    /// `verification.expired`, or `rateLimited` after five wrong ones.
    package func check(_ code: String, of id: String) async throws -> Proof {
        guard let id = Base64URL.decode(id), id.count == 16 else { throw Problem.notFound }
        let token = randomBytes(32)
        let answer: (proof: Proof, resend: RateLimit) = try await pool.transaction { transaction in
            let rows = try await transaction.run(
                """
                SELECT phone, purpose, code, expires_at, wrong_codes, token IS NOT NULL, clock_timestamp()
                FROM phone_verification WHERE id = \(id) FOR UPDATE
                """)[0]
            guard let row = rows.first else { throw Problem.notFound }
            let (phone, purpose) = (try row.decode(String.self, at: 0), try row.decode(String.self, at: 1))
            let hash = try row.decode([UInt8].self, at: 2)
            let now = try row.decode(Timestamp.self, at: 6)
            var state = PhoneVerification(
                expiresAt: try row.decode(Timestamp.self, at: 3),
                wrongCodes: Int(try row.decode(Int32.self, at: 4)),
                isProved: try row.decode(Bool.self, at: 5))
            let signed = Self.signed(code, id: id, phone, purpose)
            switch state.check(isRight: codeKeys.contains { $0.verifies(hash, for: signed) }, at: now) {
            case .expired: throw Problem.verificationExpired
            case .exhausted:
                throw Problem.rateLimited(
                    "Too many wrong codes; ask for a new one.",
                    milliseconds: state.expiresAt.milliseconds - now.milliseconds)
            case .wrong(let left):
                _ = try await transaction.commit(
                    "UPDATE phone_verification SET wrong_codes = wrong_codes + 1 WHERE id = \(id)")
                throw Problem.wrongCode(attemptsLeft: left)
            case .right:
                let expiresAt = now.adding(milliseconds: PhoneVerification.tokenLifetimeSeconds * 1000)
                _ = try await transaction.commit(
                    """
                    UPDATE phone_verification SET token = \(sha256(token)), token_expires_at = \(expiresAt)
                    WHERE id = \(id)
                    """)
                return (
                    Proof(token: Base64URL.encode(token), expiresAt: expiresAt),
                    limits.resend(phone, purpose, key: limitKey)
                )
            }
        }
        // The code was answered, so nobody asks for it again. Without Redis the wait just goes on.
        try? await rates.clear(answer.resend)
        return answer.proof
    }

    /// The number that a proof stands for and whether it can be used, without using it: one row
    /// `phone, isGood`, or none.
    static func look(_ token: String, for purpose: VerificationPurpose) -> SQL {
        """
        SELECT phone, used_at IS NULL AND token_expires_at > clock_timestamp() AS isGood
        FROM phone_verification
        WHERE token = \(sha256(Base64URL.decode(token) ?? [])) AND purpose = \(purpose.rawValue)
        """
    }

    /// The number that an unused proof of this purpose stands for, as a table `proof (phone)` that is
    /// empty without one; using it up is part of the statement, so a proof serves one that succeeds.
    static func use(_ token: String, for purpose: VerificationPurpose) -> SQL {
        """
        proof AS (
            UPDATE phone_verification SET used_at = clock_timestamp()
            WHERE token = \(sha256(Base64URL.decode(token) ?? [])) AND purpose = \(purpose.rawValue)
                AND used_at IS NULL AND token_expires_at > clock_timestamp()
            RETURNING phone)
        """
    }

    /// Rows that are of no use any more: a day keeps what an operator may be asked about.
    static let removeOld: SQL = """
        DELETE FROM phone_verification WHERE id = ANY(ARRAY(
            SELECT id FROM phone_verification WHERE created_at < now() - interval '1 day'
            ORDER BY created_at LIMIT \(Int64(AcceptedRequest.removedAtOnce))))
        """
}

extension Problem {
    static let verificationExpired = Problem(
        .gone, "verification.expired", "The code or its proof is unknown, used or expired; ask for a new one."
    )

    static func wrongCode(attemptsLeft: Int) -> Problem {
        var problem = Problem(.invalid, "verification.wrongCode", "That is not the code that was sent.")
        problem.members = [Member("attemptsLeft", .integer(Int64(attemptsLeft)))]
        return problem
    }
}
