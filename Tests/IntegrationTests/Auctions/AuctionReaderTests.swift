import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct AuctionReaderTests {
    private let database = TestDatabase.current

    @Test func `a read behind a write sees it, again and again`() async throws {
        try await database.withServices { [database] services in
            try await database.withServices { other in
                let people = try await services.pool.samplePeople(3)
                let auction = try await services.pool.sampleAuction(by: people[0])
                for index in 0..<60 {
                    let amount = 1000 + Money(index) * 100
                    let bidder = people[1 + index % 2]
                    _ = try await services.writer.submit(.bid(amount, by: bidder, in: auction))
                    // The reader of another process, with encoded copies of its own.
                    let page = try await other.auctions.auction(auction)
                    #expect(page.seq == Int64(index + 1))
                    #expect(object(page.bytes)["price"] as? Money == amount)
                    #expect(
                        (object(page.bytes)["leader"] as? [String: Any])?["id"] as? Int64 == bidder.rawValue)
                }
            }
        }
    }

    @Test func `readers beside a writer never see less than was answered before`() async throws {
        try await database.withServices { services in
            let people = try await services.pool.samplePeople(2)
            let auction = try await services.pool.sampleAuction(by: people[0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for index in 0..<50 {
                        _ = try await services.writer.submit(.chat("\(index)", by: people[1], in: auction))
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        var last: Int64 = 0
                        while last < 50 {
                            let page = try await services.auctions.auction(auction)
                            #expect(page.seq >= last)
                            #expect(object(page.bytes)["seq"] as? Int64 == page.seq)
                            last = page.seq
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a person's new picture shows on the next read`() async throws {
        try await database.withServices { services in
            let seller = try await services.pool.samplePerson()
            let auction = try await services.pool.sampleAuction(by: seller)
            _ = try await services.auctions.auction(auction)
            _ = try await services.pool.query(
                "UPDATE person SET image_url = '/media/new.jpg' WHERE id = \(seller.rawValue)")
            let page = object(try await services.auctions.auction(auction).bytes)
            #expect((page["seller"] as? [String: Any])?["imageUrl"] as? String == "/media/new.jpg")
        }
    }

    @Test func `what is not there is not found`() async throws {
        try await database.withServices { services in
            _ = await #expect(throws: Problem.notFound) { try await services.auctions.auction(AuctionID(1)) }
        }
    }

    @Test func `items carry the first picture, pages all of them`() async throws {
        try await database.withServices { services in
            let seller = try await services.pool.samplePerson()
            let auction = try await services.pool.sampleAuction(by: seller)
            for position in 0..<3 {
                let image = try await services.pool.sampleImage(of: seller)
                _ = try await services.pool.query(
                    """
                    INSERT INTO auction_image (auction_id, position, image_id)
                    VALUES (\(auction.rawValue), \(Int64(position))::int, \(image))
                    """)
            }
            let page = object(try await services.auctions.auction(auction).bytes)
            #expect((page["images"] as? [Any])?.count == 3)
            let list = items(try await services.auctions.list(AuctionQuery(seller: seller)))
            #expect((list.first?["images"] as? [Any])?.count == 1)
        }
    }

    @Test(arguments: AuctionQuery.Sort.allCases)
    func `a walk holds each item once while others come and end`(sort: AuctionQuery.Sort) async throws {
        try await database.withServices { services in
            let pool = services.pool
            let seller = try await pool.samplePerson()
            let before = try await pool.sampleAuctions(40, by: seller)
            let spread = before.map(\.rawValue)
            _ = try await pool.query(
                """
                UPDATE auction SET like_count = (id % 3)::int, ends_at = ends_at + id % 5 * interval '1 second'
                WHERE id = ANY(\(spread))
                """)
            // Every fifth ends on the way; the list of all shows it still, the list of live ones need not.
            let ending = spread.filter { $0 % 5 == 0 }
            var seen: [Int64] = []
            var query: AuctionQuery? = AuctionQuery(seller: seller, sort: sort, limit: 7)
            while let page = query {
                let bytes = try await services.auctions.list(page)
                seen += items(bytes).compactMap { $0["id"] as? Int64 }
                query = (object(bytes)["next"] as? String).flatMap { page.after($0) }
                _ = try await pool.sampleAuctions(5, by: seller)
                _ = try await pool.query("UPDATE auction SET status = 'ended' WHERE id = ANY(\(ending))")
            }
            #expect(Set(seen).count == seen.count, "an item twice")
            let kept = sort == .endingSoon ? spread.filter { $0 % 5 != 0 } : spread
            #expect(Set(kept).subtracting(seen).isEmpty, "items left out")
        }
    }

    @Test func `each sort has its order`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let seller = try await pool.samplePerson()
            for (ends, likes) in [(300, 1), (100, 2), (200, 2)] {
                let id = try await pool.sampleAuction(by: seller, endsIn: ends).rawValue
                _ = try await pool.query(
                    "UPDATE auction SET like_count = \(Int64(likes))::int WHERE id = \(id)")
            }
            let ids = try await pool.query(
                "SELECT id FROM auction WHERE seller_id = \(seller.rawValue) ORDER BY id"
            )
            .map { try $0.int64(0) }
            func list(_ sort: AuctionQuery.Sort) async throws -> [Int64] {
                items(try await services.auctions.list(AuctionQuery(seller: seller, sort: sort)))
                    .compactMap { $0["id"] as? Int64 }
            }
            #expect(try await list(.newest) == [ids[2], ids[1], ids[0]])
            #expect(try await list(.endingSoon) == [ids[1], ids[2], ids[0]])
            #expect(try await list(.popular) == [ids[2], ids[1], ids[0]])
        }
    }

    @Test func `lists filter, and leave out what was cancelled`() async throws {
        try await database.withServices { services in
            let pool = services.pool
            let seller = try await pool.samplePerson()
            for status in AuctionStatus.allCases {
                _ = try await pool.sampleAuctions(by: seller, status: status, category: "music")
            }
            func count(_ query: AuctionQuery) async throws -> Int {
                items(try await services.auctions.list(query)).count
            }
            #expect(try await count(AuctionQuery(seller: seller)) == 3)
            #expect(try await count(AuctionQuery(status: .cancelled, seller: seller)) == 1)
            #expect(try await count(AuctionQuery(status: .live, seller: seller)) == 1)
            #expect(try await count(AuctionQuery(category: "music", seller: seller)) == 3)
            #expect(try await count(AuctionQuery(category: "art", seller: seller)) == 0)
        }
    }
}
