import Cryptography
import EventLoops
import PasswordDictionary
import Postgres
import Redis

@testable import APIServer
@testable import Shared

/// The account services of one loop, with a clock that the test moves and texts that it reads.
struct SampleAccounts: Sendable {
    let services: LoopServices
    let clock = MovedClock()
    let texts = SampleTexts()
    let keys: TokenKeys
    let attempts: AttemptGuard
    let verifications: PhoneVerifications
    let signUp: SignUp
    let signIn: SignIn
    let sessions: Sessions
    let membership: Membership
    let deletion: DeleteAccount
    let suspensions: Suspensions

    var pool: PostgresPool { services.pool }

    init(
        _ services: LoopServices, perAddress: Int = 1000, perDay: Int = 100_000,
        hashing: BlockingWork = BlockingWork(concurrent: 2, waiting: 100)
    ) throws {
        self.services = services
        keys = try TokenKeys("test " + Hex.encode(randomBytes(32)))
        let ends = SessionEnds(redis: services.redis)
        let passwords = Passwords(
            on: services.loop, work: hashing,
            dictionary: try .sample())
        attempts = AttemptGuard(redis: services.redis, clock: clock.now)
        verifications = PhoneVerifications(
            on: services.loop, pool: services.pool, rates: RateLimits(redis: services.redis),
            limits: TextLimits(perAddress: perAddress, perDay: perDay),
            texts: TextSending(
                provider: texts, metrics: Metrics(),
                log: Log(level: .error, isHuman: true, process: "tests"), pause: 0),
            keys: keys, clock: clock.now)
        signUp = SignUp(pool: services.pool, passwords: passwords)
        signIn = SignIn(
            pool: services.pool, passwords: passwords, attempts: attempts, countries: .korea, keys: keys)
        sessions = Sessions(pool: services.pool, ends: ends)
        membership = Membership(pool: services.pool, passwords: passwords, signIn: signIn, ends: ends)
        deletion = DeleteAccount(
            pool: services.pool, signIn: signIn, ends: ends, publisher: services.publisher)
        suspensions = Suspensions(pool: services.pool, ends: ends)
    }
}

extension SampleAccounts {
    /// What every sample person knows, hashed once.
    static let password = "Tidal-lantern-58"
    static let hash = (try? PasswordHash.make(password)) ?? ""

    struct Person: Sendable {
        let id: UserID
        let name: String
        let phone: String
    }

    /// Somebody with a name, a number and the password.
    func person() async throws -> Person {
        let (name, phone) = ("Q" + Hex.encode(randomBytes(6)), Self.newPhone())
        let id: UserID = try await pool.query(
            """
            INSERT INTO person (username, username_key, phone, password_hash)
            VALUES (\(name), \(name.lowercased()), \(phone), \(Self.hash)) RETURNING id
            """)[0].id(0)
        return Person(id: id, name: name, phone: phone)
    }

    static func newPhone() -> String { "+8210" + String(randomNumber(below: 90_000_000) + 10_000_000) }

    /// A proof of the number, as a checked code gives it.
    func proof(of phone: String, for purpose: VerificationPurpose, secondsLeft: Int64 = 900) async throws
        -> String
    {
        let token = randomBytes(32)
        _ = try await pool.query(
            """
            INSERT INTO phone_verification (id, phone, purpose, code, expires_at, token, token_expires_at)
            VALUES (\(randomBytes(16)), \(phone), \(purpose.rawValue), '', now(), \(sha256(token)),
                now() + \(secondsLeft) * interval '1 second')
            """)
        return Base64URL.encode(token)
    }

    func signIn(_ person: Person, from client: Client = .sample) async throws -> SignedIn {
        try await signIn.run(login: person.name, password: Self.password, from: client)
    }

    /// The security events of a person, the oldest first.
    func events(of person: UserID) async throws -> [String] {
        try await pool.query(
            "SELECT kind FROM security_event WHERE person_id = \(person.rawValue) ORDER BY id"
        )
        .map { try $0.decode(String.self, at: 0) }
    }

    /// Whether the session has not ended.
    func isLive(_ session: SessionID) async throws -> Bool {
        try await pool.number(
            "SELECT count(*) FROM session WHERE id = \(session.rawValue) AND ended_at IS NULL") == 1
    }
}

extension PasswordDictionary {
    /// The one that a server uses if it is told nothing else.
    static func sample() throws -> PasswordDictionary {
        try PasswordDictionary(path: try Configuration.read(port: 0, environment: [:]).passwordDictionary)
    }
}

extension Client {
    static let sample = Client(address: ClientAddress("203.0.113.7"), device: "Test/1.0")
}

extension TestDatabase {
    /// - Parameter redis: the suite's own Redis database, emptied before.
    func withAccounts(
        redis: Int, connections: Int = 16, perAddress: Int = 1000, perDay: Int = 100_000,
        _ body: @Sendable (SampleAccounts) async throws -> Void
    ) async throws {
        try await withServices(redis: redis, connections: connections) { services in
            _ = try await services.redis.command("FLUSHDB")
            try await body(try SampleAccounts(services, perAddress: perAddress, perDay: perDay))
        }
    }
}

/// The code of the problem that `body` throws; `ok` if it throws nothing.
func code<Value>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value) async
    -> String
{
    do {
        _ = try await body()
        return "ok"
    } catch {
        let problem = Problem(error)
        return problem.fields.isEmpty
            ? problem.code : problem.fields.map { "\($0.name) \($0.code)" }.joined(separator: ", ")
    }
}

/// Seconds that a refusal asks to wait; nil if `body` throws none.
func wait<Value>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value) async
    -> Int64?
{
    do {
        _ = try await body()
        return nil
    } catch { return Problem(error).code == "rateLimited" ? Problem(error).retryAfter : -1 }
}
