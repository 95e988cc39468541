import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct DeleteAccountTests {
    private let database = TestDatabase.current

    private func delete(
        _ accounts: SampleAccounts, _ person: SampleAccounts.Person,
        _ password: String = SampleAccounts.password
    ) async -> String {
        await code { try await accounts.deletion.run(person.id, password: password, from: .sample) }
    }

    @Test func `what told who it was is gone at once`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let person = try await accounts.person()
            let client = Client(address: ClientAddress("192.0.2.99"), device: "Rare/9")
            let signedIn = try await accounts.signIn(person, from: client)
            _ = try await accounts.proof(of: person.phone, for: .phoneChange)
            let wrong = await code {
                try await accounts.deletion.run(person.id, password: "wrong", from: client)
            }
            #expect(wrong == "credentials.wrong")
            #expect(await delete(accounts, person) == "ok")
            #expect(await delete(accounts, person) == "unauthenticated")
            #expect(await code { try await accounts.signIn(person) } == "credentials.wrong")
            #expect(
                await code { try await accounts.sessions.refresh(signedIn.refreshToken, from: .sample) }
                    == "unauthenticated")
            #expect(await code { try await accounts.membership.member(person.id) } == "notFound")
            let tables: [SQL] = [
                "person", "session", "security_event", "phone_verification", "accepted_request",
            ]
            for table in tables {
                for trace in [person.name, person.phone, client.device, client.address.text] {
                    let found: SQL =
                        "SELECT count(*) FROM \(sql: table) t WHERE strpos(t::text, \(trace)) > 0"
                    #expect(try await accounts.pool.number(found) == 0, "\(trace) in \(table.text)")
                }
            }
            #expect(
                try await accounts.events(of: person.id) == ["signIn", "signInFailed", "deleted"])
        }
    }

    @Test func `name and number are free again`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let person = try await accounts.person()
            #expect(await delete(accounts, person) == "ok")
            let again = try await accounts.signUp.run(
                try Username(person.name), password: SampleAccounts.password,
                proof: try await accounts.proof(of: person.phone, for: .signUp), from: .sample)
            #expect(again.member.profile.id != person.id)
            #expect(again.member.profile.username == person.name)
        }
    }

    @Test func `nobody leaves who sells or leads in a live auction`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let (seller, leader) = (try await accounts.person(), try await accounts.person())
            let auction = try await accounts.pool.sampleAuction(by: seller.id)
            let bid = RoomRequest.bid(1000, by: leader.id, in: auction)
            #expect(await accounts.services.writer.outcome(bid).code == "ok")
            for (person, refusal) in [(seller, "account.selling"), (leader, "account.leading")] {
                do {
                    try await accounts.deletion.run(
                        person.id, password: SampleAccounts.password, from: .sample)
                    Issue.record("\(refusal) was expected")
                } catch {
                    #expect(Problem(error).code == refusal)
                    #expect(Problem(error).members == [.init("auction", .integer(auction.rawValue))])
                }
            }
            _ = try await accounts.pool.query(
                "UPDATE auction SET status = 'ended' WHERE id = \(auction.rawValue)")
            #expect(await delete(accounts, seller) == "ok")
            #expect(await delete(accounts, leader) == "ok")
        }
    }

    @Test func `auctions that have not begun are cancelled, each with its event`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let person = try await accounts.person()
            let auctions = try await accounts.pool.sampleAuctions(
                3, by: person.id, status: .upcoming, startsIn: 600)
            #expect(await delete(accounts, person) == "ok")
            for auction in auctions {
                let log = try await accounts.pool.log(of: auction)
                #expect(log.map { $0["kind"] as? String } == ["cancelled"])
                #expect(
                    try await accounts.pool.number(
                        """
                        SELECT count(*) FROM auction
                        WHERE id = \(auction.rawValue) AND status = 'cancelled' AND seq = 1
                        """) == 1)
            }
        }
    }

    @Test func `a refused deletion cancels nothing`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let person = try await accounts.person()
            _ = try await accounts.pool.sampleAuction(by: person.id)
            let upcoming = try await accounts.pool.sampleAuctions(
                by: person.id, status: .upcoming, startsIn: 600)
            #expect(await delete(accounts, person) == "account.selling")
            #expect(try await accounts.pool.log(of: upcoming[0]).isEmpty)
            #expect(try await accounts.membership.own(person.id).profile.username == person.name)
        }
    }

    @Test func `a trade keeps what was written, under the new name, and tells the deleted nothing more`()
        async throws
    {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            let trade = try await accounts.pool.sampleTrade(seller: person.id, winner: other.id)
            let trades = accounts.services.trades
            for side in [person.id, other.id] { _ = try await trades.post("hello", in: trade, by: side) }
            #expect(await delete(accounts, person) == "ok")
            _ = try await trades.post("still there?", in: trade, by: other.id)
            #expect(try await accounts.pool.told(person.id) == [])
            let log = try await trades.entries(of: trade.id, for: other.id, .forth(after: 0), limit: 10)
            #expect(items(log).compactMap { $0["text"] as? String } == ["hello", "hello", "still there?"])
            #expect(
                (items(log)[0]["author"] as? [String: Any])?["username"] as? String == "deleted-\(person.id)")
            #expect(!String(decoding: log, as: UTF8.self).contains(person.name))
            #expect(await trades.outcome(.post("x"), in: trade, by: person.id) == "unauthenticated")
        }
    }

    @Test func `logs tell the new name, and chat stays as it was written`() async throws {
        try await database.withAccounts(redis: 10) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            let auction = try await accounts.pool.sampleAuction(by: try await accounts.person().id)
            let imitation =
                #"{"id":\#(person.id),"username":"\#(person.name)","imageUrl":null} \"id\":\#(person.id)"#
            for request in [
                RoomRequest.bid(1000, by: person.id, in: auction), .chat("Hello", by: person.id, in: auction),
                .chat(imitation, by: person.id, in: auction), .chat(imitation, by: other.id, in: auction),
                .bid(1200, by: other.id, in: auction),
            ] {
                #expect(await accounts.services.writer.outcome(request).code == "ok")
            }
            let before = try await accounts.pool.log(of: auction)
            #expect(await delete(accounts, person) == "ok")
            let after = try await accounts.pool.log(of: auction)
            #expect(after.count == before.count)
            #expect(after.map { $0["text"] as? String } == before.map { $0["text"] as? String })
            let names = after.flatMap { event in
                ["author", "bidder", "leader"].compactMap { event[$0] as? [String: Any] }
            }.map { "\($0["id"] ?? "") \($0["username"] ?? "")" }
            #expect(
                Set(names) == [
                    "\(person.id) deleted-\(person.id)", "\(other.id) \(other.name)",
                ])
            #expect(after.compactMap { $0["seq"] as? Int } == before.compactMap { $0["seq"] as? Int })
        }
    }
}
