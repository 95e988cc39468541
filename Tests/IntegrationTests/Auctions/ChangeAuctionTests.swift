import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct ChangeAuctionTests {
    private let database = TestDatabase.current

    private struct Scene: Sendable {
        let services: LoopServices
        let change: ChangeAuction
        let seller: UserID
        var pool: PostgresPool { services.pool }

        /// An auction ahead with two pictures.
        func listed(_ fields: [String: String] = [:]) async throws -> (id: AuctionID, images: [Int64]) {
            let images = [try await pool.sampleImage(of: seller), try await pool.sampleImage(of: seller)]
            let create = CreateAuction(pool: pool, publisher: services.publisher)
            let form = try AuctionForm.sample(
                ["startsAt": AuctionForm.start(in: 600), "imageIds": "\(images)", "estimate": "5000"]
                    .merging(fields) { $1 })
            let reply = object(try await create.run(form, by: seller, key: nil))
            return (AuctionID(try #require(reply["id"] as? Int64)), images)
        }

        func page(_ auction: AuctionID) async throws -> [String: Any] {
            object(try await services.auctions.auction(auction).bytes)
        }

        func refusal(_ auction: AuctionID, _ fields: [String: String], by person: UserID? = nil) async
            -> String
        {
            await code { try await change.edit(auction, .of(fields), by: person ?? seller) }
        }

        /// Makes it due by the database's clock, without starting it.
        func makeDue(_ auction: AuctionID) async throws {
            _ = try await pool.query(
                "UPDATE auction SET starts_at = clock_timestamp() WHERE id = \(auction.rawValue)")
        }
    }

    private func withSeller(_ body: @Sendable (Scene) async throws -> Void) async throws {
        try await database.withServices { services in
            let change = ChangeAuction(pool: services.pool, publisher: services.publisher)
            try await body(
                Scene(services: services, change: change, seller: try await services.pool.samplePerson()))
        }
    }

    @Test func `an edit changes what it names and nothing else`() async throws {
        try await withSeller { scene in
            let (auction, images) = try await scene.listed()
            let edits: [(fields: [String: String], changed: [String])] = [
                ([:], []), (["title": "\"Bass\""], ["title"]), (["description": "\"\""], ["description"]),
                (["category": "\"art\""], ["category"]),
                (["startPrice": "12345"], ["startPrice", "bidIncrement"]),
                (["estimate": "9"], ["estimate"]), (["estimate": "null"], ["estimate"]),
                (["durationMinutes": "60"], ["endsAt"]), (["softCloseSeconds": "0"], ["softCloseSeconds"]),
                (["startsAt": AuctionForm.start(in: 1200)], ["startsAt", "endsAt"]),
                (["imageIds": "[\(images[1])]"], ["images"]), (["imageIds": "\(images)"], ["images"]),
                (["imageIds": "[]"], ["images"]),
            ]
            for (fields, changed) in edits {
                let before = try await scene.page(auction)
                try await scene.change.edit(auction, .of(fields), by: scene.seller)
                let after = try await scene.page(auction)
                let differing = after.keys.filter { before[$0] as? NSObject != after[$0] as? NSObject }
                #expect(Set(differing) == Set(changed), "\(fields)")
            }
        }
    }

    @Test func `an edit keeps the duration when it moves the start, and a start of now is due at once`()
        async throws
    {
        try await withSeller { scene in
            let auction = try await scene.listed(["durationMinutes": "45"]).id
            try await scene.change.edit(
                auction, .of(["startsAt": "\"\(Timestamp.now())\""]), by: scene.seller)
            let right: SQL = """
                SELECT count(*) FROM auction WHERE id = \(auction.rawValue) AND starts_at <= clock_timestamp()
                    AND ends_at = starts_at + interval '45 minutes' AND first_ends_at = ends_at
                """
            #expect(try await scene.pool.number(right) == 1)
            #expect(await scene.refusal(auction, ["title": "\"Too late\""]) == "auction.started")
        }
    }

    @Test func `a bad edit is named, and leaves all as it was`() async throws {
        try await withSeller { scene in
            let auction = try await scene.listed().id
            let other = try await scene.pool.samplePerson()
            let foreign = try await scene.pool.sampleImage(of: other)
            let before = try await scene.services.auctions.auction(auction).bytes
            for (fields, refusal) in [
                (["title": "\"\""], "title length"), (["title": "7"], "title type"),
                (["category": "\"boats\""], "category unknown"),
                (["imageIds": "[\(foreign)]"], "imageIds unknown"),
                (["imageIds": "[999999999]", "title": "\"New title\""], "imageIds unknown"),
                (["imageIds": "[1,1]"], "imageIds range"), (["startPrice": "-1"], "startPrice range"),
                (["startsAt": AuctionForm.start(in: 31 * 86_400)], "startsAt range"),
                (
                    ["durationMinutes": "4", "softCloseSeconds": "601"],
                    "durationMinutes range, softCloseSeconds range"
                ),
            ] {
                #expect(await scene.refusal(auction, fields) == refusal)
            }
            #expect(await scene.refusal(auction, ["title": "\"Mine\""], by: other) == "forbidden")
            #expect(await scene.refusal(AuctionID(1), [:]) == "notFound")
            #expect(try await scene.services.auctions.auction(auction).bytes == before)
        }
    }

    @Test func `a withdrawn auction is told once, and can be neither edited nor withdrawn by others`()
        async throws
    {
        try await withSeller { scene in
            let auction = try await scene.listed().id
            let other = try await scene.pool.samplePerson()
            #expect(await code { try await scene.change.cancel(auction, by: other) } == "forbidden")
            for _ in 0..<2 { try await scene.change.cancel(auction, by: scene.seller) }
            let log = try await scene.pool.log(of: auction)
            #expect(log.map { $0["kind"] as? String } == ["cancelled"])
            #expect(log[0]["seq"] as? Int == 1)
            #expect(try await scene.page(auction)["status"] as? String == "cancelled")
            #expect(await scene.refusal(auction, ["title": "\"Again\""]) == "auction.started")
            let live = try await scene.pool.sampleAuction(by: scene.seller)
            #expect(await code { try await scene.change.cancel(live, by: scene.seller) } == "auction.started")
            #expect(
                await code { try await scene.change.cancel(AuctionID(1), by: scene.seller) } == "notFound")
        }
    }

    @Test func `an auction that is due is neither edited nor withdrawn, started or not`() async throws {
        try await withSeller { scene in
            let auction = try await scene.listed().id
            try await scene.makeDue(auction)
            #expect(await scene.refusal(auction, ["title": "\"Late\""]) == "auction.started")
            #expect(
                await code { try await scene.change.cancel(auction, by: scene.seller) } == "auction.started")
        }
    }

    /// The seller's change and the start at the same moment, again and again: what was told is what is.
    @Test func `of a withdrawal and the start exactly one wins, and the log tells which`() async throws {
        try await withSeller { scene async throws in
            try await database.withServices { [scene] other async throws in
                let due = DueAuctions(pool: other.pool, publisher: other.publisher)
                for round in 0..<40 {
                    let auction = try await scene.pool.sampleAuctions(
                        by: scene.seller, status: .upcoming, startsIn: 60)[0]
                    _ = try await scene.pool.query(
                        """
                        UPDATE auction SET starts_at = clock_timestamp() + \(Int64(round % 8)) * interval '1 millisecond'
                        WHERE id = \(auction.rawValue)
                        """)
                    async let started: Void = Self.settle(auction, due, other.pool)
                    let outcome = await code { try await scene.change.cancel(auction, by: scene.seller) }
                    try await started
                    let log = try await scene.pool.log(of: auction).map { $0["kind"] as? String }
                    #expect(log == [outcome == "ok" ? "cancelled" : "started"])
                    #expect(outcome == "ok" || outcome == "auction.started")
                    let page = try await scene.page(auction)
                    #expect(page["status"] as? String == (outcome == "ok" ? "cancelled" : "live"))
                    #expect(page["seq"] as? Int == 1)
                }
            }
        }
    }

    @Test func `an edit at the start is in the auction that starts, or is refused`() async throws {
        try await withSeller { scene async throws in
            try await database.withServices { [scene] other async throws in
                let due = DueAuctions(pool: other.pool, publisher: other.publisher)
                for round in 0..<40 {
                    let auction = try await scene.pool.sampleAuctions(
                        by: scene.seller, status: .upcoming, startsIn: 60)[0]
                    _ = try await scene.pool.query(
                        """
                        UPDATE auction SET starts_at = clock_timestamp() + \(Int64(round % 8)) * interval '1 millisecond'
                        WHERE id = \(auction.rawValue)
                        """)
                    async let started: Void = Self.settle(auction, due, other.pool)
                    let outcome = await scene.refusal(auction, ["title": "\"Changed\"", "startPrice": "5"])
                    try await started
                    let page = try await scene.page(auction)
                    #expect((page["title"] as? String == "Changed") == (outcome == "ok"))
                    #expect((page["startPrice"] as? Int == 5) == (outcome == "ok"))
                    #expect(outcome == "ok" || outcome == "auction.started")
                    #expect(page["status"] as? String == "live")
                }
            }
        }
    }

    /// Settles until the auction is upcoming no more.
    private static func settle(_ auction: AuctionID, _ due: DueAuctions, _ pool: PostgresPool) async throws {
        let ahead: SQL = "SELECT count(*) FROM auction WHERE id = \(auction.rawValue) AND status = 'upcoming'"
        while try await pool.number(ahead) > 0 { _ = try await due.settle() }
    }

    @Test func `edits, withdrawals and the deletion of the seller's account leave nothing ahead`()
        async throws
    {
        try await database.withAccounts(redis: 15) { accounts async throws in
            let services = accounts.services
            let change = ChangeAuction(pool: services.pool, publisher: services.publisher)
            for _ in 0..<6 {
                let person = try await accounts.person()
                let auctions = try await services.pool.sampleAuctions(
                    6, by: person.id, status: .upcoming, startsIn: 600)
                let outcomes = await withTaskGroup(of: String.self) { group in
                    for (index, auction) in (auctions + auctions).enumerated() {
                        group.addTask {
                            await code {
                                if index % 3 == 0 {
                                    try await change.cancel(auction, by: person.id)
                                } else {
                                    try await change.edit(auction, .of(["title": "\"New\""]), by: person.id)
                                }
                            }
                        }
                    }
                    group.addTask {
                        await code {
                            try await accounts.deletion.run(
                                person.id, password: SampleAccounts.password, from: .sample)
                        }
                    }
                    return await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(outcomes.isSubset(of: ["ok", "auction.started"]))
                for auction in auctions {
                    let log = try await services.pool.log(of: auction).map { $0["kind"] as? String }
                    #expect(log == ["cancelled"])
                }
            }
        }
    }
}
