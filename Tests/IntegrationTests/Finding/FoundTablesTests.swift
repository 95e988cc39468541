import Postgres
import TestSupport
import Testing

@testable import Shared

/// The tables beside the auctions that finding reads.
@Suite(.servers, .database, .serialized) struct FoundTablesTests {
    private let database = TestDatabase.current

    private func wrong(_ pool: PostgresPool) async throws -> Int64 {
        try await pool.number(
            """
            SELECT count(*) FROM auction a
            FULL JOIN auction_text t ON t.auction_id = a.id FULL JOIN auction_price p ON p.auction_id = a.id
            WHERE a.id IS NULL OR p.price IS DISTINCT FROM coalesce(a.price, a.start_price)::bigint
                OR t.words IS DISTINCT FROM search_text(a.title || ' ' || a.description)
            """)
    }

    @Test func `texts and prices follow listing, edits, bids and whatever writes the rows`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let people = try await pool.samplePeople(3)
            let create = CreateAuction(pool: pool, publisher: services.publisher)
            let change = ChangeAuction(pool: pool, publisher: services.publisher)
            let later = try AuctionForm.sample(["startsAt": AuctionForm.start(in: 600)])
            let upcoming = object(try await create.run(later, by: people[0], key: nil))["id"] as? Int64 ?? 0
            #expect(try await wrong(pool) == 0)
            for fields in [
                ["title": "\"삼성TV\""], ["description": "\"Ｆｕｌｌ\""], ["startPrice": "77"], ["startPrice": "0"],
                ["category": "\"art\""],
            ] {
                try await change.edit(AuctionID(upcoming), .of(fields), by: people[0])
                #expect(try await wrong(pool) == 0, "\(fields)")
            }
            let live = try await pool.sampleAuction(by: people[0])
            for (amount, bidder) in [(1000, 1), (1500, 2), (3000, 1)] {
                _ = try await services.writer.submit(.bid(Money(amount), by: people[bidder], in: live))
                #expect(try await wrong(pool) == 0)
            }
            for sql in [
                "UPDATE auction SET title = title || '!'",
                "UPDATE auction SET start_price = 1, description = 'B'",
                "UPDATE auction SET like_count = 3",
                "DELETE FROM auction WHERE id = (SELECT max(id) FROM auction)",
            ] {
                try await pool.script(sql)
                #expect(try await wrong(pool) == 0, "\(sql)")
            }
        }
    }

    @Test func `prices follow a crowd that bids from two processes`() async throws {
        try await database.withServices { [database] one in
            try await database.withServices { two in
                let people = try await one.pool.samplePeople(5)
                let auctions = try await one.pool.sampleAuctions(3, by: people[0])
                await withTaskGroup(of: Void.self) { group in
                    for index in 0..<60 {
                        group.addTask {
                            let writer = index % 2 == 0 ? one.writer : two.writer
                            let (person, auction) = (people[1 + index % 4], auctions[index % 3])
                            _ = await writer.outcome(.bid(1000 + Money(index) * 100, by: person, in: auction))
                        }
                    }
                }
                #expect(try await wrong(one.pool) == 0)
                #expect(try await one.pool.number("SELECT count(*) FROM auction WHERE price > 1000") == 3)
            }
        }
    }
}
