import EventLoops
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SignInTests {
    private let database = TestDatabase.current

    @Test func `a name in any case of letters and a number in any form find the account`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            let national = "0" + person.phone.dropFirst(3)
            let dashed = "\(national.prefix(3))-\(national.dropFirst(3).prefix(4))-\(national.suffix(4))"
            for login in [person.name, person.name.uppercased(), person.phone, national, dashed] {
                let signedIn = try await accounts.signIn.run(
                    login: login, password: SampleAccounts.password, from: .sample)
                #expect(signedIn.member.profile.id == person.id)
            }
            #expect(try await accounts.events(of: person.id) == Array(repeating: "signIn", count: 5))
        }
    }

    @Test func `nothing tells a wrong password from an unknown login`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            var problems: [Problem] = []
            for (login, password) in [
                (person.name, "wrong-password"), (person.phone, ""), ("nobody_here", SampleAccounts.password),
                ("010-9999-9999", "x"), ("", ""), ("\u{0}", "\u{0}"),
                (person.name, String(repeating: "a", count: 500)),
            ] {
                do {
                    _ = try await accounts.signIn.run(login: login, password: password, from: .sample)
                } catch { problems.append(Problem(error)) }
            }
            #expect(problems.count == 7)
            #expect(Set(problems.map(\.code)) == ["credentials.wrong"])
            #expect(problems.allSatisfy { $0 == problems[0] })
            #expect(try await accounts.events(of: person.id) == Array(repeating: "signInFailed", count: 3))
        }
    }

    /// Too long a password is judged without hashing it, so these attempts are quick.
    private func fail(_ accounts: SampleAccounts, _ login: String, from address: String) async -> Int64? {
        let client = Client(address: ClientAddress(address), device: "")
        return await wait {
            try await accounts.signIn.run(
                login: login, password: String(repeating: "a", count: 129), from: client)
        }
    }

    @Test func `the guard counts all ways to write a login as one, known or not`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            let known = ["0" + person.phone.dropFirst(3), person.phone, "+82 0" + person.phone.dropFirst(3)]
            let unknown = ["01099998888", "+821099998888", "010-9999-8888"]
            for (bucket, logins) in [known, unknown].enumerated() {
                for index in 0..<10 {
                    #expect(await fail(accounts, logins[index % 3], from: "198.51.\(bucket).\(index)") == -1)
                }
                for login in logins {
                    #expect(await fail(accounts, login, from: "198.51.100.\(bucket)") == 30)
                }
            }
            for index in 0..<10 {
                let login = ["Nobody_Here", "NOBODY_HERE", "nobody_here"][index % 3]
                #expect(await fail(accounts, login, from: "198.51.9.\(index)") == -1)
            }
            #expect(await fail(accounts, "nobody_here", from: "198.51.100.9") == 30)
            #expect(await wait { try await accounts.signIn(person) } == 30)
            accounts.clock.pass(seconds: 30)
            _ = try await accounts.signIn(person)
            _ = try await accounts.signIn(person)
        }
    }

    @Test func `an attempt that could not be judged does not count`() async throws {
        try await database.withServices(redis: 6) { services in
            _ = try await services.redis.command("FLUSHDB")
            let busy = try SampleAccounts(services, hashing: BlockingWork(concurrent: 0, waiting: 0))
            let person = try await busy.person()
            for _ in 0..<12 {
                #expect(
                    await code {
                        try await busy.signIn.run(login: person.name, password: "a-wrong-one", from: .sample)
                    } == "unavailable")
            }
            _ = try await SampleAccounts(services).signIn(person)
        }
    }

    @Test func `somebody suspended is told so, if the password is right`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            try await accounts.suspensions.suspend(person.name, days: nil, reason: "spam")
            var problem: Problem?
            do { _ = try await accounts.signIn(person) } catch { problem = Problem(error) }
            #expect(problem?.code == "account.suspended")
            #expect(problem?.members == [.init("until", .time(nil))])
            #expect(
                await code { try await accounts.signIn.run(login: person.name, password: "x", from: .sample) }
                    == "credentials.wrong")
            try await accounts.suspensions.suspend(person.name, days: 3, reason: nil)
            do { _ = try await accounts.signIn(person) } catch { problem = Problem(error) }
            guard case .time(.some) = problem?.members.first?.value else {
                Issue.record("no end is told: \(String(describing: problem))")
                return
            }
            _ = try await accounts.pool.query(
                """
                UPDATE person SET suspended_at = now() - interval '2 days', suspended_until = now() - interval '1 day'
                WHERE id = \(person.id.rawValue)
                """)
            _ = try await accounts.signIn(person)
        }
    }

    /// Runs a sign-in between the change of a row and its commit.
    private func signIn(
        _ accounts: SampleAccounts, _ person: SampleAccounts.Person, during change: SQL
    ) async throws -> String {
        let (attempt, outcome) = (Locked<Task<Void, Never>?>(nil), Locked(""))
        try await accounts.pool.transaction { transaction in
            try await transaction.run(change)
            let task = Task {
                let code = await code { try await accounts.signIn(person) }
                outcome.withLock { $0 = code }
            }
            attempt.withLock { $0 = task }
            // Until it waits for the row, or did not wait and is through.
            while outcome.withLock(\.isEmpty), try await accounts.pool.number(Self.waiting) == 0 {}
            try await transaction.commit([])
        }
        await attempt.withLock { $0 }?.value
        return outcome.withLock { $0 }
    }

    private static let waiting: SQL = """
        SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE NOT granted AND datname = current_database()
        """

    @Test func `nobody signs in with a password that is being changed, or while being suspended`()
        async throws
    {
        try await database.withAccounts(redis: 6) { accounts async throws in
            for change in [
                "password_hash = 'other'", "suspended_at = now()",
                "deleted_at = now(), phone = NULL, password_hash = NULL",
            ] as [SQL] {
                let person = try await accounts.person()
                let answer = try await signIn(
                    accounts, person,
                    during: "UPDATE person SET \(sql: change) WHERE id = \(person.id.rawValue)")
                #expect(answer == "credentials.wrong", "\(change.text)")
                #expect(
                    try await accounts.pool.number(
                        "SELECT count(*) FROM session WHERE person_id = \(person.id.rawValue)") == 0)
            }
        }
    }

    @Test func `a hash of older cost is made anew, also by two devices at once`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            // The sample password's, at libsodium's least cost.
            let cheap =
                "$argon2id$v=19$m=8,t=1,p=1$CnG/UlVeVP8gbsOMT/JAYw$MEFuQvqj/f9ZRKs0mQpwgQuu92u8vqXdRmfv/jAxs4c"
            _ = try await accounts.pool.query(
                "UPDATE person SET password_hash = \(cheap) WHERE id = \(person.id.rawValue)")
            let codes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<2 { group.addTask { await code { try await accounts.signIn(person) } } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // The later of the two may find the hash changed that it compared with.
            #expect(codes.contains("ok"))
            #expect(codes.allSatisfy { ["ok", "credentials.wrong"].contains($0) })
            let renewed = try await accounts.pool.number(
                """
                SELECT count(*) FROM person
                WHERE id = \(person.id.rawValue) AND password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'
                """)
            #expect(renewed == 1)
            _ = try await accounts.signIn(person)
        }
    }

    @Test func `of more than fifty devices the one unused longest ends`() async throws {
        try await database.withAccounts(redis: 6) { accounts async throws in
            let person = try await accounts.person()
            let first = try await accounts.signIn(person)
            _ = try await accounts.pool.query(
                """
                INSERT INTO session (person_id, family, token, device, address, expires_at)
                SELECT \(person.id.rawValue), family, token, '', '', expires_at FROM session, generate_series(1, 48)
                WHERE id = \(first.session.rawValue)
                """)
            let fiftieth = try await accounts.signIn(person)
            #expect(try await accounts.isLive(first.session))
            let next = try await accounts.signIn(person)
            #expect(!(try await accounts.isLive(first.session)))
            #expect(try await accounts.isLive(fiftieth.session))
            #expect(try await accounts.isLive(next.session))
        }
    }
}
