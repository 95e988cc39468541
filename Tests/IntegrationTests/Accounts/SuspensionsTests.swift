import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SuspensionsTests {
    private let database = TestDatabase.current

    @Test func `a suspended person has no sessions and cannot bid, chat or sell`() async throws {
        try await database.withAccounts(redis: 9) { accounts async throws in
            let (person, seller) = (try await accounts.person(), try await accounts.person())
            let signedIn = try await accounts.signIn(person)
            let auction = try await accounts.pool.sampleAuction(by: seller.id)
            let requests = [
                RoomRequest.bid(1000, by: person.id, in: auction), .chat("Hi", by: person.id, in: auction),
            ]
            try await accounts.suspensions.suspend(person.name.uppercased(), days: 1, reason: "spam")
            #expect(!(try await accounts.isLive(signedIn.session)))
            for request in requests {
                #expect(await accounts.services.writer.outcome(request).code == "unauthenticated")
            }
            #expect(
                await code { try await accounts.services.people.signedIn(person.id) } == "unauthenticated")
            try await accounts.suspensions.restore(person.name)
            for request in requests { #expect(await accounts.services.writer.outcome(request).code == "ok") }
            #expect(!(try await accounts.isLive(signedIn.session)))
            #expect(try await accounts.events(of: person.id) == ["signIn", "suspended", "restored"])
        }
    }

    @Test func `an operator sees an account and what happened to it`() async throws {
        try await database.withAccounts(redis: 9) { accounts async throws in
            let person = try await accounts.person()
            _ = try await accounts.signIn(person)
            let good = try await accounts.suspensions.describe(person.name)
            for fact in [person.name, person.phone, "sessions      1", "signIn  203.0.113.7  Test/1.0"] {
                #expect(good.contains(fact))
            }
            #expect(!good.contains("suspended "))
            try await accounts.suspensions.suspend(person.name, days: nil, reason: "never paid")
            let bad = try await accounts.suspensions.describe(person.name)
            for fact in ["for good", "reason        never paid", "sessions      0"] {
                #expect(bad.contains(fact))
            }
            try await accounts.suspensions.suspend(person.name, days: 7, reason: nil)
            #expect(try await accounts.suspensions.describe(person.name).contains("until 20"))
        }
    }

    @Test func `a name that nobody has is told so`() async throws {
        try await database.withAccounts(redis: 9) { accounts async throws in
            for name in ["nobody", "", "deleted-1", "a b"] {
                #expect(
                    await code { try await accounts.suspensions.suspend(name, days: nil, reason: nil) }
                        == "notFound")
                #expect(await code { try await accounts.suspensions.restore(name) } == "notFound")
                #expect(await code { try await accounts.suspensions.describe(name) } == "notFound")
            }
            try await accounts.suspensions.restore(try await accounts.person().name)
        }
    }
}
