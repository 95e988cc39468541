import Cryptography
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SessionsTests {
    private let database = TestDatabase.current

    private func refresh(_ accounts: SampleAccounts, _ token: RefreshToken) async -> String {
        await code { try await accounts.sessions.refresh(token, from: .sample) }
    }

    /// Lets time pass in the database for the session's last rotation.
    private func pass(_ seconds: Int64, _ accounts: SampleAccounts, _ session: SessionID) async throws {
        _ = try await accounts.pool.query(
            """
            UPDATE session SET rotated_at = rotated_at - \(seconds) * interval '1 second'
            WHERE id = \(session.rawValue)
            """)
    }

    @Test func `each use changes the token, the predecessor gets the same one for ten seconds`() async throws
    {
        try await database.withAccounts(redis: 7) { accounts async throws in
            let first = try await accounts.signIn(try await accounts.person())
            let second = try await accounts.sessions.refresh(first.refreshToken, from: .sample)
            #expect(second.session == first.session)
            #expect(second.refreshToken != first.refreshToken)
            let again = try await accounts.sessions.refresh(first.refreshToken, from: .sample)
            #expect(again.refreshToken == second.refreshToken)
            let third = try await accounts.sessions.refresh(second.refreshToken, from: .sample)
            #expect(third.refreshToken != second.refreshToken)
            #expect(third.refreshMilliseconds > 13 * 86_400_000)
        }
    }

    @Test func `a spent token ends the session, and it is noted`() async throws {
        try await database.withAccounts(redis: 7) { accounts async throws in
            let person = try await accounts.person()
            let first = try await accounts.signIn(person)
            let second = try await accounts.sessions.refresh(first.refreshToken, from: .sample)
            try await pass(10, accounts, first.session)
            #expect(await refresh(accounts, first.refreshToken) == "unauthenticated")
            #expect(!(try await accounts.isLive(first.session)))
            #expect(await refresh(accounts, second.refreshToken) == "unauthenticated")
            #expect(try await accounts.events(of: person.id) == ["signIn", "tokenReused"])
        }
    }

    @Test func `a made-up token ends nothing`() async throws {
        try await database.withAccounts(redis: 7) { accounts async throws in
            let signedIn = try await accounts.signIn(try await accounts.person())
            let forged = RefreshToken(
                session: signedIn.session, family: randomBytes(32), secret: signedIn.refreshToken.secret)
            #expect(await refresh(accounts, forged) == "unauthenticated")
            let unknown = RefreshToken(
                session: SessionID(999_999), family: randomBytes(32), secret: randomBytes(32))
            #expect(await refresh(accounts, unknown) == "unauthenticated")
            #expect(await refresh(accounts, signedIn.refreshToken) == "ok")
        }
    }

    @Test func `two processes at once give the same successor`() async throws {
        try await database.withAccounts(redis: 7) { one in
            try await database.withServices(redis: 7) { services in
                let processes = [one, try SampleAccounts(services)]
                var token = try await one.signIn(try await one.person()).refreshToken
                for _ in 0..<20 {
                    let before = token
                    let after = try await withThrowingTaskGroup(of: String.self) { group in
                        for index in 0..<6 {
                            group.addTask {
                                try await processes[index % 2].sessions.refresh(before, from: .sample)
                                    .refreshToken.text
                            }
                        }
                        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                    }
                    #expect(after.count == 1)
                    token = try #require(after.first.flatMap { RefreshToken($0) })
                    #expect(token != before)
                }
            }
        }
    }

    @Test func `a session that is late, ended, or of somebody suspended is refused`() async throws {
        try await database.withAccounts(redis: 7) { accounts async throws in
            let person = try await accounts.person()
            let (late, ended, kept) = (
                try await accounts.signIn(person), try await accounts.signIn(person),
                try await accounts.signIn(person)
            )
            _ = try await accounts.pool.query(
                "UPDATE session SET expires_at = now() WHERE id = \(late.session.rawValue)")
            #expect(try await accounts.sessions.end(.one(ended.session), of: person.id, from: .sample) == 1)
            #expect(try await accounts.sessions.end(.one(ended.session), of: person.id, from: .sample) == 0)
            #expect(await refresh(accounts, late.refreshToken) == "unauthenticated")
            #expect(await refresh(accounts, ended.refreshToken) == "unauthenticated")
            _ = try await accounts.pool.query(
                "UPDATE person SET suspended_at = now() WHERE id = \(person.id.rawValue)")
            #expect(await refresh(accounts, kept.refreshToken) == "account.suspended")
            let forged = RefreshToken(
                session: kept.session, family: randomBytes(32), secret: kept.refreshToken.secret)
            #expect(await refresh(accounts, forged) == "unauthenticated")
        }
    }

    @Test func `devices are listed, used last first, and ended one or all others`() async throws {
        try await database.withAccounts(redis: 7) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            let elsewhere = try await accounts.signIn(other)
            var mine: [SignedIn] = []
            for device in ["phone", "tablet", "laptop"] {
                let client = Client(address: ClientAddress("2001:db8::1"), device: device)
                mine.append(try await accounts.signIn(person, from: client))
            }
            _ = try await accounts.sessions.refresh(
                mine[0].refreshToken, from: Client(address: ClientAddress("192.0.2.1"), device: "phone 2"))
            func devices() async throws -> [[String: Any]] {
                items(try await accounts.sessions.list(of: person.id, current: mine[1].session))
            }
            let all = try await devices()
            #expect(all.map { $0["device"] as? String } == ["phone 2", "laptop", "tablet"])
            #expect(all.map { $0["address"] as? String } == ["192.0.2.1", "2001:db8::1", "2001:db8::1"])
            #expect(all.map { $0["current"] as? Bool } == [false, false, true])
            #expect(
                try await accounts.sessions.end(.one(elsewhere.session), of: person.id, from: .sample) == 0)
            #expect(
                try await accounts.sessions.end(.allBut(mine[1].session), of: person.id, from: .sample) == 2)
            #expect(try await devices().map { $0["device"] as? String } == ["tablet"])
            #expect(try await accounts.isLive(elsewhere.session))
            #expect(try await accounts.events(of: person.id).suffix(2) == ["sessionEnded", "sessionEnded"])
        }
    }
}
