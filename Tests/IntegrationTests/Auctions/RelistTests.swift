import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RelistTests {
    private let database = TestDatabase.current

    private func withSeller(
        _ body: @Sendable (CreateAuction, LoopServices, UserID) async throws -> Void
    ) async throws {
        try await database.withServices { services in
            let create = CreateAuction(pool: services.pool, publisher: services.publisher)
            try await body(create, services, try await services.pool.samplePerson())
        }
    }

    /// An auction with two pictures and fields of its own that nobody bid in.
    private func unsold(_ create: CreateAuction, _ pool: PostgresPool, _ seller: UserID) async throws
        -> AuctionID
    {
        let images = [try await pool.sampleImage(of: seller), try await pool.sampleImage(of: seller)]
        let form = try AuctionForm.sample([
            "imageIds": "\(images)", "estimate": "77", "durationMinutes": "45", "softCloseSeconds": "33",
        ])
        let id = object(try await create.run(form, by: seller, key: nil))["id"] as? Int64
        let auction = AuctionID(try #require(id))
        try await end(auction, pool)
        return auction
    }

    private func end(_ auction: AuctionID, _ pool: PostgresPool) async throws {
        _ = try await pool.query(
            "UPDATE auction SET status = 'ended', winner_id = leader_id WHERE id = \(auction.rawValue)")
    }

    @Test func `what nobody bought is listed anew as it was`() async throws {
        try await withSeller { create, services, seller in
            let auction = try await unsold(create, services.pool, seller)
            let before = object(try await services.auctions.auction(auction).bytes)
            let reply = try await create.relist(auction, changing: AuctionForm(), by: seller, key: nil)
            let new = object(reply)
            let id = AuctionID(new["id"] as? Int64 ?? 0)
            #expect(try await services.auctions.auction(id).bytes == reply)
            for name in [
                "title", "description", "category", "images", "estimate", "startPrice", "softCloseSeconds",
            ] {
                #expect(before[name] as? NSObject == new[name] as? NSObject, "\(name)")
            }
            #expect(new["status"] as? String == "live")
            #expect(new["seq"] as? Int == 1)
            #expect(new["likeCount"] as? Int == 0)
            let length: SQL = """
                SELECT count(*) FROM auction
                WHERE id = \(id.rawValue) AND ends_at = starts_at + interval '45 minutes'
                """
            #expect(try await services.pool.number(length) == 1)
            #expect(try await services.pool.log(of: id).map { $0["kind"] as? String } == ["started"])
            #expect(
                object(try await services.auctions.auction(auction).bytes)["status"] as? String == "ended")
        }
    }

    @Test func `what is said replaces what was`() async throws {
        try await withSeller { create, services, seller in
            let auction = try await unsold(create, services.pool, seller)
            let form = try AuctionForm.of([
                "title": "\"Cheaper\"", "startPrice": "1", "estimate": "null", "imageIds": "[]",
                "startsAt": AuctionForm.start(in: 600),
            ])
            let new = object(try await create.relist(auction, changing: form, by: seller, key: nil))
            #expect(new["title"] as? String == "Cheaper")
            #expect(new["startPrice"] as? Int == 1)
            #expect(new["estimate"] is NSNull)
            #expect((new["images"] as? [Any])?.isEmpty == true)
            #expect(new["status"] as? String == "upcoming")
            let bad = try AuctionForm.of(["title": "\"\"", "durationMinutes": "1"])
            let refusal = await code { try await create.relist(auction, changing: bad, by: seller, key: nil) }
            #expect(refusal == "title length, durationMinutes range")
        }
    }

    @Test func `only its seller lists anew, and only what is over and unsold`() async throws {
        try await withSeller { create, services, seller in
            let pool = services.pool
            let people = try await pool.samplePeople(2)
            func refusal(_ auction: AuctionID, by person: UserID? = nil) async -> String {
                await code {
                    try await create.relist(auction, changing: AuctionForm(), by: person ?? seller, key: nil)
                }
            }
            let live = try await pool.sampleAuction(by: seller)
            #expect(await refusal(live) == "auction.notEnded")
            #expect(
                await refusal(try await pool.sampleAuction(by: seller, status: .upcoming))
                    == "auction.notEnded")
            #expect(await refusal(live, by: people[0]) == "forbidden")
            #expect(await refusal(AuctionID(1)) == "notFound")
            _ = try await services.writer.submit(.bid(1000, by: people[1], in: live))
            #expect(await refusal(live) == "auction.notEnded")
            try await end(live, pool)
            #expect(await refusal(live) == "auction.sold")
            #expect(await refusal(try await pool.sampleAuction(by: seller, status: .cancelled)) == "ok")
        }
    }

    @Test func `one key is one new auction, also many times at once`() async throws {
        try await withSeller { create, services, seller in
            let auction = try await unsold(create, services.pool, seller)
            let key = PostgresUUID.random()
            let replies = await withTaskGroup(of: Result<[UInt8], Problem>.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do {
                            return .success(
                                try await create.relist(
                                    auction, changing: AuctionForm(), by: seller, key: key))
                        } catch { return .failure(Problem(error)) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.code)).isSubset(of: ["ok", "unavailable"]))
            let made = Set(replies.compactMap { try? $0.get() })
            #expect(made.count == 1)
            let count: SQL = "SELECT count(*) FROM auction WHERE seller_id = \(seller.rawValue)"
            #expect(try await services.pool.number(count) == 2)
            // The same answer also when the auction could not be listed anew any more.
            _ = try await services.pool.query("DELETE FROM auction WHERE id = \(auction.rawValue)")
            let again = try await create.relist(auction, changing: AuctionForm(), by: seller, key: key)
            #expect([again] == Array(made))
            await #expect(throws: Problem.keyMismatch) {
                try await create.relist(
                    auction, changing: .of(["title": "\"Other\""]), by: seller, key: key)
            }
            await #expect(throws: Problem.keyMismatch) {
                try await create.relist(AuctionID(1), changing: AuctionForm(), by: seller, key: key)
            }
            // A key of listing is another than one of listing anew.
            #expect(try await create.run(.sample(), by: seller, key: key) != again)
        }
    }
}
