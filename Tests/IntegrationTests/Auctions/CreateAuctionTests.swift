import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct CreateAuctionTests {
    private let database = TestDatabase.current

    private func withSeller(
        _ body: @Sendable (CreateAuction, PostgresPool, UserID) async throws -> Void
    ) async throws {
        try await database.withServices { services in
            let create = CreateAuction(pool: services.pool, publisher: services.publisher)
            try await body(create, services.pool, try await services.pool.samplePerson())
        }
    }

    private func count(_ pool: PostgresPool, by seller: UserID) async throws -> Int64 {
        try await pool.number("SELECT count(*) FROM auction WHERE seller_id = \(seller.rawValue)")
    }

    @Test func `one that starts at once is live, and its log begins with that`() async throws {
        try await withSeller { create, pool, seller in
            let reply = object(try await create.run(.sample(), by: seller, key: nil))
            #expect(reply["status"] as? String == "live")
            #expect(reply["seq"] as? Int == 1)
            #expect(reply["price"] is NSNull)
            #expect(reply["bidIncrement"] as? Int == 100)
            #expect((reply["seller"] as? [String: Any])?["id"] as? Int64 == seller.rawValue)
            let id = AuctionID(try #require(reply["id"] as? Int64))
            let log = try await pool.log(of: id)
            #expect(log.map { $0["kind"] as? String } == ["started"])
            #expect(log[0]["endsAt"] as? String == reply["endsAt"] as? String)
            #expect(
                try await pool.number(
                    """
                    SELECT count(*) FROM auction WHERE id = \(id.rawValue) AND seq = 1
                        AND ends_at = starts_at + interval '20 minutes' AND soft_close_seconds = 10
                    """) == 1)
        }
    }

    @Test func `one that starts later is upcoming, with an empty log`() async throws {
        try await withSeller { create, pool, seller in
            let start = Timestamp.now().adding(milliseconds: 3_600_000)
            let form = try AuctionForm.sample(["startsAt": "\"\(start)\"", "durationMinutes": "5"])
            let reply = object(try await create.run(form, by: seller, key: nil))
            #expect(reply["status"] as? String == "upcoming")
            #expect(reply["startsAt"] as? String == "\(start)")
            #expect(reply["endsAt"] as? String == "\(start.adding(milliseconds: 300_000))")
            #expect(try await pool.log(of: AuctionID(reply["id"] as? Int64 ?? 0)).isEmpty)
        }
    }

    @Test func `pictures keep their order`() async throws {
        try await withSeller { create, pool, seller in
            let ids = [try await pool.sampleImage(of: seller), try await pool.sampleImage(of: seller)]
            let form = try AuctionForm.sample(["imageIds": "[\(ids[1]),\(ids[0])]"])
            let reply = object(try await create.run(form, by: seller, key: nil))
            #expect((reply["images"] as? [Any])?.count == 2)
            let places = try await pool.query(
                """
                SELECT image_id FROM auction_image WHERE auction_id = \(reply["id"] as? Int64 ?? 0)
                ORDER BY position
                """)
            #expect(try places.map { try $0.int64(0) } == [ids[1], ids[0]])
        }
    }

    @Test func `the same key and draft answer the same bytes, another draft is a mismatch`() async throws {
        try await withSeller { create, pool, seller in
            let key = PostgresUUID.random()
            let first = try await create.run(.sample(), by: seller, key: key)
            #expect(try await create.run(.sample(), by: seller, key: key) == first)
            await #expect(throws: Problem.keyMismatch) {
                try await create.run(.sample(["startPrice": "2"]), by: seller, key: key)
            }
            #expect(try await count(pool, by: seller) == 1)
            let other = try await pool.samplePerson()
            #expect(try await create.run(.sample(), by: other, key: key) != first)
        }
    }

    @Test func `the same key many times at once makes one auction`() async throws {
        try await withSeller { create, pool, seller in
            let key = PostgresUUID.random()
            let form = try AuctionForm.sample()
            let replies = await withTaskGroup(of: Result<[UInt8], Problem>.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do { return .success(try await create.run(form, by: seller, key: key)) } catch {
                            return .failure(Problem(error))
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Who came while the first was being written is told to ask again.
            #expect(Set(replies.map(\.code)).isSubset(of: ["ok", "unavailable"]))
            #expect(Set(replies.compactMap { try? $0.get() }).count == 1)
            #expect(try await count(pool, by: seller) == 1)
        }
    }

    @Test func `an unknown category is named, and nothing is left behind`() async throws {
        try await withSeller { create, pool, seller async throws in
            let problem = await #expect(throws: Problem.self) {
                try await create.run(.sample(["category": "\"boats\""]), by: seller, key: .random())
            }
            #expect(problem?.fields.map(\.name) == ["category"])
            #expect(try await count(pool, by: seller) == 0)
        }
    }

    @Test func `unknown and foreign pictures are refused, own ones may be shown twice`() async throws {
        try await withSeller { create, pool, seller in
            let other = try await pool.samplePerson()
            let (own, foreign) = (
                try await pool.sampleImage(of: seller), try await pool.sampleImage(of: other)
            )
            for _ in 0..<2 {
                _ = try await create.run(.sample(["imageIds": "[\(own)]"]), by: seller, key: nil)
            }
            for ids in ["[999999999]", "[\(foreign)]", "[\(own),\(foreign)]"] {
                let problem = await #expect(throws: Problem.self) {
                    try await create.run(.sample(["imageIds": ids]), by: seller, key: nil)
                }
                #expect(problem?.fields.map(\.name) == ["imageIds"], "\(ids)")
            }
            #expect(try await count(pool, by: seller) == 2)
        }
    }

    @Test func `a seller who is no more is not signed in`() async throws {
        try await withSeller { create, _, _ in
            await #expect(throws: Problem.unauthenticated) {
                try await create.run(.sample(), by: UserID(999_999_999), key: nil)
            }
        }
    }
}
