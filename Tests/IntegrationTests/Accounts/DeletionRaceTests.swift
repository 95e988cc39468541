import EventLoops
import Postgres
import Testing

@testable import Shared

/// A deletion against bids and auctions of the same person, on two processes.
@Suite(.servers, .database, .serialized) struct DeletionRaceTests {
    private let database = TestDatabase.current

    private func withTwo(
        _ body: @Sendable (SampleAccounts, SampleAccounts) async throws -> Void
    ) async throws {
        try await database.withAccounts(redis: 11) { one async throws in
            try await database.withServices(redis: 11) { try await body(one, SampleAccounts($0)) }
        }
    }

    /// Deletes the person while `work` is done again and again; answers the deletion's code.
    private func delete(
        _ accounts: SampleAccounts, _ person: SampleAccounts.Person, during work: () async throws -> Void
    ) async throws -> String {
        let outcome = Locked("")
        let deletion = Task {
            let code = await code {
                try await accounts.deletion.run(person.id, password: SampleAccounts.password, from: .sample)
            }
            outcome.withLock { $0 = code }
        }
        while outcome.withLock(\.isEmpty) { try await work() }
        await deletion.value
        return outcome.withLock { $0 }
    }

    @Test func `either the deletion is refused or the bid, nobody deleted ever leads`() async throws {
        try await withTwo { one, two async throws in
            let (seller, rival) = (try await one.person(), try await one.person())
            for _ in 0..<15 {
                let person = try await one.person()
                let auction = try await one.pool.sampleAuction(by: seller.id)
                let price = Locked<Money>(1000)
                func bid(_ bidder: UserID) async -> String {
                    let amount = price.withLock { price in
                        price += bidIncrement(at: price)
                        return price
                    }
                    return await two.services.writer.outcome(.bid(amount, by: bidder, in: auction)).code
                }
                let outcome = try await delete(one, person) {
                    _ = await bid(person.id)
                    _ = await two.services.writer.outcome(.chat("Hello", by: person.id, in: auction))
                    _ = await bid(rival.id)
                }
                #expect(["ok", "account.leading"].contains(outcome))
                let last = await bid(person.id)
                #expect(last == (outcome == "ok" ? "unauthenticated" : "ok"))
                let leader = try await one.pool.number(
                    "SELECT leader_id FROM auction WHERE id = \(auction.rawValue)")
                #expect((leader == person.id.rawValue) == (outcome != "ok"))
                let name: SQL = """
                    SELECT count(*) FROM room_event
                    WHERE auction_id = \(auction.rawValue) AND strpos(body, \(person.name)) > 0
                    """
                if outcome == "ok" { #expect(try await one.pool.number(name) == 0) }
            }
        }
    }

    @Test func `nobody deleted ever sells`() async throws {
        try await withTwo { one, two async throws in
            let start = Timestamp.now().adding(milliseconds: 3_600_000)
            let form = try AuctionForm.sample(["startsAt": "\"\(start)\""])
            for _ in 0..<5 {
                let person = try await one.person()
                let create = CreateAuction(pool: two.pool, publisher: two.services.publisher)
                let outcome = try await delete(one, person) {
                    _ = await code { try await create.run(form, by: person.id, key: nil) }
                }
                let live: SQL = """
                    SELECT count(*) FROM auction
                    WHERE seller_id = \(person.id.rawValue) AND status IN ('upcoming', 'live')
                    """
                #expect(["ok", "account.selling"].contains(outcome))
                #expect((try await one.pool.number(live) == 0) == (outcome == "ok"))
            }
        }
    }
}
