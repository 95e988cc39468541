import Cryptography
import Postgres
import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct PhoneVerificationsTests {
    private let database = TestDatabase.current
    private let number = try? PhoneNumber("010-1234-5678", countries: .korea)

    /// A code on its way, and the text that carries it.
    private func sent(
        _ accounts: SampleAccounts, for purpose: VerificationPurpose = .signUp
    ) async throws -> (id: String, code: String) {
        let number = try #require(number)
        let sent = try await accounts.verifications.send(
            to: number, for: purpose, from: ClientAddress("203.0.113.7"))
        return (sent.id, try #require(accounts.texts.sent.last).code)
    }

    private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    /// Lets time pass in the database for the code or, once it is proved, for its proof.
    private func pass(_ seconds: Int64, _ accounts: SampleAccounts) async throws {
        _ = try await accounts.pool.query(
            """
            UPDATE phone_verification SET expires_at = expires_at - \(seconds) * interval '1 second',
                token_expires_at = token_expires_at - \(seconds) * interval '1 second'
            """)
    }

    @Test func `the code of a text makes a proof that serves its purpose once`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let (id, right) = try await sent(accounts)
            let text = try #require(accounts.texts.sent.last)
            #expect(text.to == "+821012345678")
            #expect(text.text.contains(right))
            #expect(right.count == 6 && right.allSatisfy(\.isNumber))
            let proof = try await accounts.verifications.check(right, of: id)
            #expect(
                await code { try await accounts.verifications.check(right, of: id) } == "verification.expired"
            )
            func use(_ purpose: VerificationPurpose) async throws -> [String] {
                try await accounts.pool.query(
                    "WITH \(sql: PhoneVerifications.use(proof.token, for: purpose)) SELECT phone FROM proof"
                ).map { try $0.decode(String.self, at: 0) }
            }
            #expect(try await use(.passwordReset) == [])
            #expect(try await use(.phoneChange) == [])
            #expect(try await use(.signUp) == ["+821012345678"])
            #expect(try await use(.signUp) == [])
        }
    }

    @Test func `neither code nor proof can be read in the database`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let (id, right) = try await sent(accounts)
            let proof = try await accounts.verifications.check(right, of: id)
            let row = try await accounts.pool.query(
                "SELECT phone_verification::text, code, token FROM phone_verification WHERE used_at IS NULL")[
                    0]
            let hash = try row.decode([UInt8].self, at: 1)
            #expect(hash.count == 32)
            #expect(hash != sha256(Array(right.utf8)))
            #expect(
                try row.decode([UInt8].self, at: 2) == sha256(try #require(Base64URL.decode(proof.token))))
        }
    }

    @Test func `five wrong codes end it, in whatever order they come`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let (id, right) = try await sent(accounts)
            let wrong = wrong(right)
            var left: [Problem.Member] = []
            for _ in 0..<5 {
                do { _ = try await accounts.verifications.check(wrong, of: id) } catch let problem as Problem
                {
                    #expect(problem.code == "verification.wrongCode")
                    left += problem.members
                }
            }
            #expect(left == [4, 3, 2, 1, 0].map { .init("attemptsLeft", .integer($0)) })
            let seconds = try #require(await wait { try await accounts.verifications.check(right, of: id) })
            #expect((1...180).contains(seconds))
            try await pass(181, accounts)
            #expect(
                await code { try await accounts.verifications.check(right, of: id) } == "verification.expired"
            )
        }
    }

    @Test func `guesses made at once get no more than five`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let (id, right) = try await sent(accounts)
            let wrong = wrong(right)
            let codes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { await code { try await accounts.verifications.check(wrong, of: id) } }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(codes == ["verification.wrongCode": 5, "rateLimited": 15])
        }
    }

    @Test func `a right code at once with itself makes one proof`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let (id, right) = try await sent(accounts)
            let codes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<10 {
                    group.addTask { await code { try await accounts.verifications.check(right, of: id) } }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(codes == ["ok": 1, "verification.expired": 9])
        }
    }

    @Test func `a code is late after three minutes, a proof after fifteen`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let first = try await sent(accounts)
            try await pass(180, accounts)
            #expect(
                await code { try await accounts.verifications.check(first.code, of: first.id) }
                    == "verification.expired")
            accounts.clock.pass(seconds: 60)
            let second = try await sent(accounts)
            let proof = try await accounts.verifications.check(second.code, of: second.id)
            func isGood() async throws -> Bool? {
                try await accounts.pool.query(PhoneVerifications.look(proof.token, for: .signUp)).first?
                    .decode(Bool.self, at: 1)
            }
            try await pass(890, accounts)
            #expect(try await isGood() == true)
            try await pass(10, accounts)
            #expect(try await isGood() == false)
        }
    }

    @Test func `a code belongs to its own request`() async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            let first = try await sent(accounts)
            let second = try await sent(accounts, for: .passwordReset)
            if first.code != second.code {
                #expect(
                    await code { try await accounts.verifications.check(first.code, of: second.id) }
                        == "verification.wrongCode")
            }
            _ = try await accounts.verifications.check(second.code, of: second.id)
            _ = try await accounts.verifications.check(first.code, of: first.id)
        }
    }

    @Test(arguments: ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "../../etc", "%00"])
    func `an unknown id is not found`(id: String) async throws {
        try await database.withAccounts(redis: 3) { accounts async throws in
            #expect(await code { try await accounts.verifications.check("123456", of: id) } == "notFound")
        }
    }
}
