import EventLoops
import Postgres
import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SessionWatchTests {
    private let database = TestDatabase.current

    /// What a watch has learned.
    private struct Learned: Sendable {
        private let ends = Locked<Set<SessionEnd>>([])
        private let news = AsyncStream.makeStream(of: Void.self)

        func add(_ more: Set<SessionEnd>) {
            ends.withLock { $0.formUnion(more) }
            news.continuation.yield()
        }

        func contains(_ wanted: Set<SessionEnd>) -> Bool { ends.withLock { wanted.isSubset(of: $0) } }

        /// Returns when all of them are known; the time limit of the test ends a wait in vain.
        func wait(for wanted: Set<SessionEnd>) async {
            if contains(wanted) { return }
            for await _ in news.stream where contains(wanted) { return }
        }
    }

    /// Runs a watch with the tests' Redis, or with none.
    private func withWatch(
        isRedisThere: Bool, before: @Sendable (SampleAccounts) async throws -> Void = { _ in },
        _ body: @Sendable (SampleAccounts, EndedSessions, Learned) async throws -> Void
    ) async throws {
        try await database.withAccounts(redis: 12) { accounts async throws in
            try await before(accounts)
            let redis =
                isRedisThere
                ? try database.serviceConfiguration(redis: 12).redis
                : try RedisConfiguration(url: "redis://127.0.0.1:1")
            let (ended, learned) = (EndedSessions(), Learned())
            let watch = SessionWatch(accounts.services, redis: redis, ended: ended) { learned.add($0) }
            await watch.start()
            let result: Result<Void, any Error>
            do { result = .success(try await body(accounts, ended, learned)) } catch {
                result = .failure(error)
            }
            await watch.stop()
            try result.get()
        }
    }

    @Test(.timeLimit(.minutes(5))) func `it learns at once what Redis tells`() async throws {
        try await withWatch(isRedisThere: true) { accounts, ended, learned async throws in
            // Of no row, so nothing but Redis can tell it.
            let told: Set<SessionEnd> = [.session(SessionID(987_654_321)), .person(UserID(123_456_789))]
            let telling = Task {
                // Until the subscription stands, nobody hears it.
                while !learned.contains(told) {
                    await SessionEnds(redis: accounts.services.redis).announce(Array(told))
                    try await accounts.services.loop.sleep(milliseconds: 10)
                }
            }
            await learned.wait(for: told)
            try await telling.value
            #expect(ended.contains(SessionID(987_654_321)))
            #expect(!ended.contains(SessionID(123_456_789)))
        }
    }

    @Test(.timeLimit(.minutes(5))) func `it learns from the database where there is no Redis`() async throws {
        try await withWatch(isRedisThere: false) { accounts, ended, learned async throws in
            let (one, other) = (try await accounts.person(), try await accounts.person())
            let signedIn = [
                try await accounts.signIn(one), try await accounts.signIn(other),
                try await accounts.signIn(other),
            ]
            _ = try await accounts.sessions.end(.one(signedIn[0].session), of: one.id, from: .sample)
            try await accounts.suspensions.suspend(one.name, days: nil, reason: nil)
            try await accounts.deletion.run(other.id, password: SampleAccounts.password, from: .sample)
            await learned.wait(
                for: Set(signedIn.map { .session($0.session) } + [.person(one.id), .person(other.id)]))
            for one in signedIn { #expect(ended.contains(one.session)) }
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a start looks back over the life of access tokens`() async throws {
        let sessions = Locked<[SessionID]>([])
        let endSome: @Sendable (SampleAccounts) async throws -> Void = { accounts in
            let person = try await accounts.person()
            for minutes in [0, 9, 11] as [Int64] {
                let session = try await accounts.signIn(person).session
                _ = try await accounts.pool.query(
                    """
                    UPDATE session SET ended_at = now() - \(minutes) * interval '1 minute'
                    WHERE id = \(session.rawValue)
                    """)
                sessions.withLock { $0.append(session) }
            }
        }
        try await withWatch(isRedisThere: false, before: endSome) { _, ended, learned in
            let known = sessions.withLock { $0 }
            await learned.wait(for: [.session(known[0]), .session(known[1])])
            #expect(!ended.contains(known[2]))
        }
    }
}
