import EventLoops
import Postgres
import Testing

@testable import Shared

/// The statements of accounts stay quick as people, sessions and events grow: each has its index.
@Suite(.servers, .database, .serialized) struct AccountPlanTests {
    private let database = TestDatabase.current

    private func fill(_ pool: PostgresPool) async throws {
        try await pool.script(
            """
            INSERT INTO person (username, username_key, phone, password_hash, suspended_at, deleted_at)
            SELECT 'name' || n, 'name' || n, CASE WHEN n % 100 > 0 THEN '+8210' || (10000000 + n) END,
                CASE WHEN n % 100 > 0 THEN 'x' END,
                CASE WHEN n % 50 = 1 THEN now() - n * interval '1 hour' END,
                CASE WHEN n % 100 = 0 THEN now() - n * interval '1 hour' END
            FROM generate_series(1, 4000) n;
            INSERT INTO session (person_id, family, token, device, address, created_at, last_seen_at,
                expires_at, ended_at)
            SELECT p.id, sha256('f'), sha256('t'), '', '', now() - p.id * interval '2 minutes',
                now() - p.id * interval '1 minute', now() + interval '14 days' - p.id * interval '2 minutes',
                CASE WHEN p.id % 3 = 0 THEN now() - p.id * interval '1 minute' END
            FROM person p, generate_series(1, 2);
            INSERT INTO security_event (kind, person_id, at)
            SELECT 'signIn', id, now() - id * interval '30 minutes' FROM person, generate_series(1, 2);
            INSERT INTO phone_verification (id, phone, purpose, code, created_at, expires_at, token, token_expires_at)
            SELECT substr(sha256(n::text::bytea), 1, 16), '+8210' || (10000000 + n), 'signUp', '',
                now() - n * interval '10 seconds', now(), sha256(n::text::bytea), now() + interval '1 day'
            FROM generate_series(1, 4000) n;
            INSERT INTO image (owner_id, url, thumbnail_url, width, height)
            SELECT 9, '/' || n, '/' || n, 1, 1 FROM generate_series(1, 2000) n;
            """)
        let people = try await pool.samplePeople(4)
        let auctions = try await pool.sampleAuctions(1000, by: people[0], status: .ended)
        let list = auctions.map(\.rawValue)
        _ = try await pool.query(
            """
            INSERT INTO room_event (auction_id, seq, at, kind, body)
            SELECT a, n, now(), 'chat', '{"type":"event","kind":"chat","author":{"id":' || (a * 7 + n) % 3000
                || ',"username":"a","imageUrl":null}}'
            FROM unnest(\(list)) a, generate_series(1, 30) n
            """)
        _ = try await pool.query(
            """
            INSERT INTO bid (auction_id, seq, bidder_id, amount, maximum, price, at)
            SELECT a, n, (a * 7 + n) % 3000 + 1, 1000, 1000, 1000, now()
            FROM unnest(\(list)) a, generate_series(3, 30, 3) n
            """)
        _ = try await pool.query(
            "UPDATE person SET password_hash = \(SampleAccounts.hash) WHERE id BETWEEN 1 AND 50")
        try await pool.script("ANALYZE")
    }

    /// One connection with large tables, and the accounts that use it.
    private func withLargeTables(
        _ body: @Sendable (SampleAccounts) async throws -> Void
    ) async throws {
        try await database.withAccounts(redis: 13, connections: 1) { accounts async throws in
            if try await accounts.pool.number("SELECT count(*) FROM person") == 0 {
                try await fill(accounts.pool)
            }
            try await body(accounts)
        }
    }

    private let tooLong = String(repeating: "a", count: 129)  // judged without hashing

    @Test func `who signs in is found by index`() async throws {
        try await withLargeTables { accounts async throws in
            for login in ["name7", "+821010000007", "nobody_here", ""] {
                try await readsByIndex("sign-in as \(login)", accounts.pool) {
                    accounts.clock.pass(seconds: 900)
                    _ = await code {
                        try await accounts.signIn.run(login: login, password: tooLong, from: .sample)
                    }
                }
            }
            try await readsByIndex("a free name", accounts.pool) {
                _ = try await accounts.signUp.isAvailable(try Username("name7"))
            }
        }
    }

    @Test func `codes and proofs are found by index`() async throws {
        try await withLargeTables { accounts async throws in
            try await readsByIndex("codes", accounts.pool) {
                let number = try PhoneNumber(SampleAccounts.newPhone(), countries: .korea)
                let sent = try await accounts.verifications.send(
                    to: number, for: .signUp, from: ClientAddress("203.0.113.7"))
                let proof = try await accounts.verifications.check(
                    try #require(accounts.texts.sent.last).code, of: sent.id)
                let refused = await code {
                    try await accounts.signUp.run(
                        try Username("free_name"), password: tooLong, proof: proof.token, from: .sample)
                }
                #expect(refused == "password length")
                let reset = await code {
                    try await accounts.membership.resetPassword(tooLong, proof: proof.token, from: .sample)
                }
                #expect(reset == "verification.expired")
                let use = PhoneVerifications.use(proof.token, for: .signUp)
                _ = try await accounts.pool.query("WITH \(sql: use) SELECT phone FROM proof")
            }
        }
    }

    @Test func `profiles and sessions come by index`() async throws {
        try await withLargeTables { accounts async throws in
            // There are few trades.
            try await readsByIndex("profiles", accounts.pool, except: ["trade"]) {
                _ = try await accounts.membership.own(UserID(7))
                _ = try await accounts.membership.member(UserID(8))
                _ = try await accounts.membership.change(
                    UserID(9), username: try Username("name9"), image: 3, from: .sample)
                _ = try await accounts.suspensions.describe("name7")
            }
            try await readsByIndex("sessions", accounts.pool, except: ["trade"]) {
                _ = try await accounts.sessions.list(of: UserID(7), current: SessionID(1))
                _ = try await accounts.sessions.end(.one(SessionID(3)), of: UserID(7), from: .sample)
                _ = try await accounts.sessions.end(.allBut(SessionID(3)), of: UserID(8), from: .sample)
                let (family, secret) = RefreshToken.secrets()
                let token = RefreshToken(session: SessionID(5), family: family, secret: secret)
                _ = await code { try await accounts.sessions.refresh(token, from: .sample) }
            }
        }
    }

    @Test func `what is old is found by index`() async throws {
        try await withLargeTables { accounts async throws in
            for statement in [PhoneVerifications.removeOld, Sessions.removeOld, SecurityEvent.removeOld] {
                try await readsByIndex(statement.text, accounts.pool) {
                    _ = try await accounts.pool.query(statement)
                }
            }
        }
    }

    @Test func `what a person leaves behind is found by index`() async throws {
        try await withLargeTables { accounts async throws in
            let next = Locked<Int64>(10)
            try await readsByIndex("a deletion", accounts.pool, except: ["trade"]) {
                let person = UserID(
                    next.withLock { next in
                        next += 1
                        return next
                    })
                try await accounts.deletion.run(person, password: SampleAccounts.password, from: .sample)
            }
        }
    }
}
