import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct FollowerNoticesTests {
    private let database = TestDatabase.current

    private func notices(_ services: LoopServices) -> FollowerNotices {
        FollowerNotices(pool: services.pool, personal: services.personal)
    }

    /// Makes new people like an auction.
    private func follow(_ auction: AuctionID, _ count: Int, _ pool: PostgresPool) async throws -> [UserID] {
        let people = try await pool.samplePeople(count)
        _ = try await pool.query(
            """
            WITH liked AS (INSERT INTO auction_like (person_id, auction_id)
                SELECT id, \(auction.rawValue) FROM unnest(\(people.map(\.rawValue))) id)
            UPDATE auction SET like_count = like_count + \(Int32(count)) WHERE id = \(auction.rawValue)
            """)
        return people
    }

    private func start(_ services: LoopServices) async throws {
        let due = DueAuctions(pool: services.pool, publisher: services.publisher)
        while try await due.settle().started > 0 {}
    }

    private func upcoming(_ pool: PostgresPool, endsIn: Int = 3600) async throws -> AuctionID {
        try await pool.sampleAuctions(
            by: try await pool.samplePerson(), status: .upcoming, startsIn: -1, endsIn: endsIn)[0]
    }

    @Test func `followers hear that it began, and five minutes before its end`() async throws {
        try await database.withServices { [database] services in
            let pool = services.pool
            let auction = try await upcoming(pool)
            let people = try await follow(auction, 2, pool)
            let listener = try await PersonalListener(people, services, database)
            try await start(services)
            #expect(try await notices(services).run() == 2)
            let heard = await listener.next(2)
            #expect(Set(heard.map(\.person)) == Set(people))
            #expect(heard.allSatisfy { $0.json["kind"] as? String == "auctionStarted" })
            #expect(heard[0].json["title"] as? String == "Sample 1")
            #expect(try await notices(services).run() == 0)
            let next = try #require(try await notices(services).millisecondsUntilNext())
            #expect((3_200_000...3_300_000).contains(next))
            _ = try await pool.query("UPDATE follower_notice SET due = now()")
            _ = try await pool.query(
                """
                UPDATE auction SET ends_at = now() + interval '299 seconds', starts_at = now() - interval '1 hour',
                    first_ends_at = now() + interval '299 seconds' WHERE id = \(auction.rawValue)
                """)
            #expect(try await notices(services).run() == 2)
            #expect(try await pool.told(people[0]) == ["auctionEndingSoon", "auctionStarted"])
            #expect(try await notices(services).millisecondsUntilNext() == nil)
            await listener.stop()
        }
    }

    @Test func `an end that moved is told later, and of one that is over nothing is`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let (moved, over) = (try await upcoming(pool), try await upcoming(pool))
            let people = [try await follow(moved, 1, pool)[0], try await follow(over, 1, pool)[0]]
            try await start(services)
            _ = try await pool.query("UPDATE follower_notice SET due = now()")
            _ = try await pool.query("UPDATE auction SET status = 'ended' WHERE id = \(over.rawValue)")
            #expect(try await notices(services).run() == 1)
            #expect(try await pool.told(people[0]) == ["auctionStarted"])
            #expect(try await pool.told(people[1]) == [])
            #expect(
                try await pool.number(
                    """
                    SELECT count(*) FROM follower_notice n JOIN auction a ON a.id = n.auction_id
                    WHERE n.due = a.ends_at - interval '5 minutes'
                    """) == 1)
        }
    }

    @Test func `two schedulers tell thousands exactly once, over several transactions`() async throws {
        try await database.withServices { [database] services in
            let pool = services.pool
            let auctions = [try await upcoming(pool), try await upcoming(pool), try await upcoming(pool)]
            let counts = [5000, Int(FollowerNotices.people), 3]
            for (auction, count) in zip(auctions, counts) { _ = try await follow(auction, count, pool) }
            try await start(services)
            try await database.withServices { other in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for one in [services, other, services] {
                        group.addTask { try await notices(one).run() }
                    }
                    try await group.waitForAll()
                }
            }
            try await notices(services).run()
            for (auction, count) in zip(auctions, counts) {
                #expect(
                    try await pool.number(
                        "SELECT count(*) FROM notification WHERE auction_id = \(auction.rawValue)")
                        == Int64(count))
            }
            #expect(try await pool.number("SELECT count(*) FROM follower_notice WHERE due <= now()") == 0)
        }
    }

    @Test func `who goes on after a crash goes on where the last commit was`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let auction = try await upcoming(pool)
            let people = try await follow(auction, 30, pool)
            try await start(services)
            _ = try await pool.query(
                """
                UPDATE follower_notice SET told = (SELECT id FROM auction_like WHERE person_id = \(people[9].rawValue))
                WHERE kind = 'auctionStarted'
                """)
            #expect(try await notices(services).run() == 20)
            #expect(try await pool.told(people[9]) == [])
            #expect(try await pool.told(people[10]) == ["auctionStarted"])
        }
    }

    @Test func `who switched it off, or is no more, is not told`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let auction = try await upcoming(pool)
            let people = try await follow(auction, 3, pool)
            _ = try await services.notifications.change(of: people[0], [.auctionStarted: false])
            _ = try await pool.query("UPDATE person SET deleted_at = now() WHERE id = \(people[1].rawValue)")
            try await start(services)
            #expect(try await notices(services).run() == 1)
            #expect(try await pool.told(people[2]) == ["auctionStarted"])
        }
    }

    @Test
    func `one that is live from its listing on has its notices too, a plain one nothing of its beginning`()
        async throws
    {
        try await database.withServices { services in
            let seller = try await services.pool.samplePerson()
            let create = CreateAuction(pool: services.pool, publisher: services.publisher)
            let made = object(try await create.run(.sample(), by: seller, key: nil))
            let rows = try await services.pool.query(
                """
                SELECT n.kind, n.due = a.ends_at - interval '5 minutes' FROM follower_notice n
                JOIN auction a ON a.id = n.auction_id WHERE a.id = \(made["id"] as? Int64 ?? 0)
                """)
            #expect(try rows.map { try $0.string(0) } == ["auctionEndingSoon"])
            #expect(try rows[0].decode(Bool.self, at: 1))
        }
    }

    @Test func `bids go on while followers are told`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let auction = try await upcoming(pool)
            let people = try await follow(auction, 3, pool)
            try await start(services)
            try await pool.transaction { transaction in
                try await transaction.run(
                    """
                    INSERT INTO notification (person_id, kind, auction_id)
                    VALUES (\(people[0].rawValue), 'auctionStarted', \(auction.rawValue))
                    """)
                #expect(await services.writer.outcome(.bid(1000, by: people[1], in: auction)).code == "ok")
            }
        }
    }
}
