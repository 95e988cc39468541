import EventLoops
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct LikesTests {
    private let database = TestDatabase.current

    /// Auctions whose count is not that of their likes.
    private func wrong(_ pool: PostgresPool) async throws -> Int64 {
        try await pool.number(
            """
            SELECT count(*) FROM auction a
            WHERE like_count <> (SELECT count(*) FROM auction_like l WHERE l.auction_id = a.id)
            """)
    }

    private func count(_ auction: AuctionID, _ pool: PostgresPool) async throws -> Int64 {
        try await pool.number("SELECT like_count::bigint FROM auction WHERE id = \(auction.rawValue)")
    }

    @Test func `liked twice is liked once, unliked twice is not liked`() async throws {
        try await database.withServices { services in
            let (pool, likes) = (services.pool, services.likes)
            let people = try await pool.samplePeople(2)
            let auction = try await pool.sampleAuction(by: people[0])
            for _ in 0..<2 { try await likes.like(auction, by: people[1]) }
            #expect(try await count(auction, pool) == 1)
            #expect(try await likes.liked(among: [auction], by: people[1]) == [auction])
            #expect(try await likes.liked(among: [auction], by: people[0]).isEmpty)
            // Sellers may follow their own.
            try await likes.like(auction, by: people[0])
            for _ in 0..<2 { try await likes.unlike(auction, by: people[1]) }
            #expect(try await count(auction, pool) == 1)
            #expect(try await likes.liked(among: [auction], by: people[1]).isEmpty)
        }
    }

    @Test func `what is not there cannot be liked, what was withdrawn can be unliked`() async throws {
        try await database.withServices { services in
            let (pool, likes) = (services.pool, services.likes)
            let people = try await pool.samplePeople(2)
            for auction in [AuctionID(1), AuctionID(.max)] {
                await #expect(throws: Problem.notFound) { try await likes.like(auction, by: people[1]) }
                await #expect(throws: Problem.notFound) { try await likes.unlike(auction, by: people[1]) }
            }
            let auction = try await pool.sampleAuction(by: people[0], status: .upcoming)
            try await likes.like(auction, by: people[1])
            _ = try await pool.query("UPDATE auction SET status = 'cancelled' WHERE id = \(auction.rawValue)")
            await #expect(throws: Problem.notFound) { try await likes.like(auction, by: people[1]) }
            try await likes.unlike(auction, by: people[1])
            #expect(try await count(auction, pool) == 0)
        }
    }

    @Test func `all who ask in one turn get what is theirs`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let people = try await pool.samplePeople(80)
            let auctions = try await pool.sampleAuctions(8, by: people[0])
            for (index, person) in people.enumerated() {
                for (place, auction) in auctions.enumerated() where (index >> (place % 6)) % 2 == 1 {
                    try await services.likes.like(auction, by: person)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, person) in people.enumerated() {
                    group.addTask {
                        let expected = auctions.enumerated().filter { (index >> ($0.offset % 6)) % 2 == 1 }
                        let liked = try await services.likes.liked(among: auctions, by: person)
                        #expect(liked == Set(expected.map(\.element)))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await wrong(pool) == 0)
        }
    }

    @Test func `one person's likes and unlikes of one auction at once never lock each other out`()
        async throws
    {
        try await database.withServices(connections: 8) { [database] one in
            try await database.withServices(connections: 8) { two in
                let people = try await one.pool.samplePeople(2)
                let auction = try await one.pool.sampleAuction(by: people[0])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<200 {
                        let likes = index % 4 < 2 ? one.likes : two.likes
                        group.addTask {
                            if index % 2 == 0 {
                                try await likes.like(auction, by: people[1])
                            } else {
                                try await likes.unlike(auction, by: people[1])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await wrong(one.pool) == 0)
            }
        }
    }

    @Test func `a crowd's likes, bids, chats and endings of few auctions leave every count right`()
        async throws
    {
        try await database.withServices(connections: 8) { [database] one in
            try await database.withServices(connections: 8) { two in
                let pool = one.pool
                let people = try await pool.samplePeople(12)
                let auctions = try await pool.sampleAuctions(4, by: people[0])
                let due = DueAuctions(pool: pool, publisher: one.publisher)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<400 {
                        group.addTask {
                            var random = SeededGenerator(seed: UInt64(index))
                            let services = index % 2 == 0 ? one : two
                            let (auction, person) = (random.pick(auctions), random.pick(people.dropFirst()))
                            switch index % 8 {
                            case 0...3: try await services.likes.like(auction, by: person)
                            case 4, 5: try await services.likes.unlike(auction, by: person)
                            case 6:
                                _ = await services.writer.outcome(
                                    .bid(1000 + Money(index) * 100, by: person, in: auction))
                            default: _ = try await due.settle()
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await wrong(pool) == 0)
            }
        }
    }

    @Test func `a deleted person's likes are taken back, also those that came at the same moment`()
        async throws
    {
        try await database.withAccounts(redis: 15) { accounts async throws in
            let services = accounts.services
            let seller = try await accounts.person()
            let auctions = try await accounts.pool.sampleAuctions(20, by: seller.id)
            let stays = try await accounts.person()
            for auction in auctions { try await services.likes.like(auction, by: stays.id) }
            for _ in 0..<6 {
                let person = try await accounts.person()
                let outcomes = await withTaskGroup(of: String.self) { group in
                    for auction in auctions {
                        group.addTask { await code { try await services.likes.like(auction, by: person.id) } }
                        group.addTask {
                            await code { try await services.likes.unlike(auction, by: stays.id) }
                        }
                        group.addTask { await code { try await services.likes.like(auction, by: stays.id) } }
                    }
                    group.addTask {
                        await code {
                            try await accounts.deletion.run(
                                person.id, password: SampleAccounts.password, from: .sample)
                        }
                    }
                    return await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(outcomes == ["ok"])
                // Who waited for the deletion has liked nothing; who came first was taken back.
                _ = try await accounts.pool.query(Likes.removeOfDeleted)
                #expect(try await wrong(accounts.pool) == 0)
                let left: SQL = "SELECT count(*) FROM auction_like WHERE person_id = \(person.id.rawValue)"
                #expect(try await accounts.pool.number(left) == 0)
            }
        }
    }
}
