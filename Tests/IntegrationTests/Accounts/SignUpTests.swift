import Cryptography
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SignUpTests {
    private let database = TestDatabase.current

    private func newName() -> String { "N" + Hex.encode(randomBytes(6)) }

    /// The code of the refusal.
    private func refusal(
        _ accounts: SampleAccounts, _ name: String, _ proof: String,
        password: String = SampleAccounts.password
    ) async throws -> String {
        let name = try Username(name)
        return await code {
            try await accounts.signUp.run(name, password: password, proof: proof, from: .sample)
        }
    }

    @Test func `an account has its name, its number and a signed-in device`() async throws {
        try await database.withAccounts(redis: 5) { accounts async throws in
            let (name, phone) = (newName(), SampleAccounts.newPhone())
            let proof = try await accounts.proof(of: phone, for: .signUp)
            #expect(try await accounts.signUp.isAvailable(try Username(name)))
            let signedIn = try await accounts.signUp.run(
                try Username(name), password: SampleAccounts.password, proof: proof, from: .sample)
            #expect(signedIn.member.profile.username == name)
            #expect(signedIn.member.phone == phone)
            #expect(!(try await accounts.signUp.isAvailable(try Username(name.uppercased()))))
            #expect(try await accounts.isLive(signedIn.session))
            #expect(try await accounts.events(of: signedIn.member.profile.id) == ["signUp"])
            let again = try await accounts.sessions.refresh(signedIn.refreshToken, from: .sample)
            #expect(again.member.profile.id == signedIn.member.profile.id)
            let stored = try await accounts.pool.query(
                "SELECT password_hash FROM person WHERE id = \(signedIn.member.profile.id.rawValue)")[0]
            #expect(try stored.decode(String.self, at: 0).hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        }
    }

    @Test func `a proof that is unknown, late, used or of another purpose is refused`() async throws {
        try await database.withAccounts(redis: 5) { accounts async throws in
            let phone = SampleAccounts.newPhone()
            for proof in [
                "", "x", Base64URL.encode(randomBytes(32)),
                try await accounts.proof(of: phone, for: .signUp, secondsLeft: 0),
                try await accounts.proof(of: phone, for: .passwordReset),
                try await accounts.proof(of: phone, for: .phoneChange),
            ] {
                #expect(try await refusal(accounts, newName(), proof) == "verification.expired", "\(proof)")
            }
        }
    }

    @Test func `what is refused uses nothing up`() async throws {
        try await database.withAccounts(redis: 5) { accounts async throws in
            let (name, phone) = (newName(), SampleAccounts.newPhone())
            let other = try await accounts.person()
            let proof = try await accounts.proof(of: phone, for: .signUp)
            #expect(try await refusal(accounts, other.name.lowercased(), proof) == "username.taken")
            for (password, fault) in [
                ("short", "length"), (String(repeating: "a", count: 129), "length"),
                ("password123", "common"),
                ("ｐａｓｓｗｏｒｄ１２３", "common"), ("my-\(name.lowercased())-1", "personal"),
                ("0" + phone.dropFirst(3) + "!", "personal"),
            ] {
                #expect(try await refusal(accounts, name, proof, password: password) == "password \(fault)")
            }
            #expect(try await refusal(accounts, name, proof) == "ok")
            #expect(try await refusal(accounts, newName(), proof) == "phone.taken")
        }
    }

    @Test func `a number has one account`() async throws {
        try await database.withAccounts(redis: 5) { accounts async throws in
            let other = try await accounts.person()
            let proof = try await accounts.proof(of: other.phone, for: .signUp)
            #expect(try await refusal(accounts, newName(), proof) == "phone.taken")
        }
    }

    /// What becomes of sign-ups made at the same time by two processes.
    private func race(
        _ attempts: [(name: String, proof: String)], _ processes: [SampleAccounts]
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for (index, attempt) in attempts.enumerated() {
                let accounts = processes[index % processes.count]
                group.addTask { try await refusal(accounts, attempt.name, attempt.proof) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
    }

    @Test func `of two at once for a name, a number or a proof exactly one wins`() async throws {
        try await database.withAccounts(redis: 5) { one in
            try await database.withServices(redis: 5) { services in
                let processes = [one, try SampleAccounts(services)]
                for _ in 0..<3 {
                    let name = newName()
                    let proofs = [
                        try await one.proof(of: SampleAccounts.newPhone(), for: .signUp),
                        try await one.proof(of: SampleAccounts.newPhone(), for: .signUp),
                    ]
                    #expect(
                        try await race([(name, proofs[0]), (name.uppercased(), proofs[1])], processes)
                            == ["ok", "username.taken"])
                    let phone = SampleAccounts.newPhone()
                    let same = [
                        try await one.proof(of: phone, for: .signUp),
                        try await one.proof(of: phone, for: .signUp),
                    ]
                    #expect(
                        try await race([(newName(), same[0]), (newName(), same[1])], processes)
                            == ["ok", "phone.taken"])
                    let proof = try await one.proof(of: SampleAccounts.newPhone(), for: .signUp)
                    #expect(
                        try await race([(newName(), proof), (newName(), proof)], processes)
                            == ["ok", "phone.taken"])
                }
            }
        }
    }
}
