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
            let list = items(try await services.auctions.list(AuctionQuery(.sample(.selling(seller)))).bytes)
            #expect((list.first?["images"] as? [Any])?.count == 1)
        }
    }

    @Test func `whatever a page shows, a change of it shows on the next read, with another tag`() async throws
    {
        try await database.withServices { [database] services in
            try await database.withServices { other in
                let pool = other.pool
                let people = try await pool.samplePeople(2)
                let (seller, id) = (people[0].rawValue, try await pool.sampleAuction(by: people[0]).rawValue)
                _ = try await other.writer.submit(.bid(1000, by: people[1], in: AuctionID(id)))
                let image = try await pool.sampleImage(of: people[0])
                let changes: [SQL] = [
                    "UPDATE auction SET title = 'Other words' WHERE id = \(id)",
                    "UPDATE auction SET like_count = 7 WHERE id = \(id)",
                    "UPDATE person SET manner_score = 51 WHERE id = \(seller)",
                    "UPDATE person SET username = 'n' || id, username_key = 'n' || id WHERE id = \(seller)",
                    "UPDATE person SET image_url = '/media/l.webp' WHERE id = \(people[1].rawValue)",
                    "UPDATE auction SET status = 'cancelled', seq = seq + 1 WHERE id = \(id)",
                    """
                    WITH auction AS (UPDATE auction SET estimate = 5 WHERE id = \(id) RETURNING id)
                    INSERT INTO auction_image (auction_id, position, image_id) SELECT id, 0, \(image) FROM auction
                    """,
                ]
                let list = AuctionQuery(.sample(.selling(people[0])))
                var tags: Set<String> = []
                for change in changes {
                    tags.insert(try await services.auctions.auction(AuctionID(id)).encoded.tag)
                    _ = try await services.auctions.list(list)
                    _ = try await pool.query(change)
                    let page = try await services.auctions.auction(AuctionID(id)).bytes
                    let fresh = try await other.auctions.auction(AuctionID(id)).bytes
                    #expect(page == fresh, "\(change)")
                    let bytes = try await services.auctions.list(list).bytes
                    #expect(try await bytes == other.auctions.list(list).bytes, "\(change)")
                }
                #expect(tags.count == changes.count)
            }
        }
    }
}
