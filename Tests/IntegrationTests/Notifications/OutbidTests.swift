import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct OutbidTests {
    private let database = TestDatabase.current

    /// A live auction, its seller and three bidders.
    private func withAuction(
        _ body: @Sendable (LoopServices, AuctionID, [UserID]) async throws -> Void
    ) async throws {
        try await database.withServices { services in
            let people = try await services.pool.samplePeople(4)
            try await body(services, try await services.pool.sampleAuction(by: people[0]), people)
        }
    }

    private func letASecondPass(_ pool: PostgresPool) async throws {
        _ = try await pool.query("UPDATE notification SET at = at - interval '1 second'")
    }

    @Test func `who loses the lead is told, and who takes it again has read it`() async throws {
        try await withAuction { services, auction, people in
            let (pool, writer) = (services.pool, services.writer)
            _ = try await writer.submit(.bid(1000, by: people[1], in: auction))
            #expect(try await pool.told(people[1]).isEmpty)
            _ = try await writer.submit(.bid(1100, by: people[2], in: auction))
            #expect(try await pool.told(people[1]) == ["outbid"])
            _ = try await writer.submit(.bid(1200, by: people[1], in: auction))
            #expect(try await pool.told(people[1]) == ["outbid*"])
            #expect(try await pool.told(people[2]) == ["outbid"])
        }
    }

    @Test func `there is one of an auction, under a new id each time`() async throws {
        try await withAuction { services, auction, people in
            let pool = services.pool
            var last: Int64 = 0
            for step in 0..<6 {
                _ = try await services.writer.submit(
                    .bid(1000 + Money(step) * 100, by: people[1 + step % 2], in: auction))
                try await letASecondPass(pool)
                guard step > 0 else { continue }
                let loser = people[2 - step % 2].rawValue
                let id = try await pool.number(
                    "SELECT id FROM notification WHERE person_id = \(loser) AND read_at IS NULL")
                #expect(id > last)
                last = id
            }
            #expect(
                try await pool.number(
                    "SELECT count(*) FROM notification WHERE auction_id = \(auction.rawValue)") == 2)
        }
    }

    @Test func `within a second an unread one stays, and a read one is unread again`() async throws {
        try await withAuction { services, auction, people in
            let (pool, writer) = (services.pool, services.writer)
            let ids: SQL = "SELECT id FROM notification WHERE person_id = \(people[1].rawValue)"
            _ = try await writer.submit(.bid(1000, by: people[1], in: auction))
            _ = try await writer.submit(.bid(1100, by: people[2], in: auction))
            let first = try await pool.number(ids)
            // Outbid again while the first one is unread, as a gateway of the past would see it.
            _ = try await writer.submit(.bid(1200, by: people[1], in: auction))
            _ = try await pool.query("UPDATE notification SET read_at = NULL, at = now() WHERE id = \(first)")
            _ = try await writer.submit(.bid(1300, by: people[3], in: auction))
            #expect(try await pool.number(ids) == first)
            _ = try await writer.submit(.bid(1400, by: people[1], in: auction))
            _ = try await writer.submit(.bid(1500, by: people[3], in: auction))
            #expect(try await pool.told(people[1]) == ["outbid"])
            #expect(try await pool.number(ids) > first)
        }
    }

    @Test func `people hear of it at once, a second time only after a second`() async throws {
        try await withAuction { [database] services, auction, people in
            let (writer, pool) = (services.writer, services.pool)
            let listener = try await PersonalListener([people[1]], services, database)
            _ = try await writer.submit(.bid(1000, by: people[1], in: auction))
            _ = try await writer.submit(.bid(1100, by: people[2], in: auction))
            let first = await listener.next(1)[0]
            #expect(first.json["kind"] as? String == "outbid")
            #expect(first.json["price"] as? Int == 1100)
            #expect(first.json["auction"] as? Int64 == auction.rawValue)
            _ = try await writer.submit(.bid(1200, by: people[1], in: auction))
            let read = await listener.next(1)[0]
            #expect(read.type == "notificationsRead")
            #expect(read.json["unread"] as? Int == 0)
            #expect(read.json["ids"] as? [Int] == [first.json["id"] as? Int ?? 0])
            // So soon that only the look-back finds it.
            _ = try await writer.submit(.bid(1300, by: people[2], in: auction))
            let keys = try await services.personalLog.keys(since: .earliest, limit: 10)
            #expect(keys.contains { $0.person == people[1] })
            try await letASecondPass(pool)
            _ = try await writer.submit(.bid(1400, by: people[1], in: auction))
            #expect(await listener.next(1)[0].type == "notificationsRead")
            try await letASecondPass(pool)
            _ = try await writer.submit(.bid(1500, by: people[2], in: auction))
            #expect(await listener.next(1)[0].json["price"] as? Int == 1500)
            await listener.stop()
        }
    }

    @Test func `who switched it off is not told`() async throws {
        try await withAuction { services, auction, people in
            _ = try await services.notifications.change(of: people[1], [.outbid: false])
            for (step, person) in [people[1], people[2], people[1]].enumerated() {
                _ = try await services.writer.submit(.bid(1000 + Money(step) * 100, by: person, in: auction))
            }
            #expect(try await services.pool.told(people[1]) == [])
            #expect(try await services.pool.told(people[2]) == ["outbid"])
        }
    }

    @Test func `hundreds of bids while everybody reads: no deadlock, and in the end all but the leader know`()
        async throws
    {
        try await withAuction { [database] services, first, people in
            let pool = services.pool
            let auctions = [first, try await pool.sampleAuction(by: people[0])]
            try await database.withServices { other in
                let all = [services, other]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<600 {
                        let (one, person) = (all[index % 2], people[1 + index % 3])
                        let bid = RoomRequest.bid(
                            1000 + Money(index / 6) * 100, by: person, in: auctions[index / 2 % 2])
                        group.addTask {
                            let code = await one.writer.outcome(bid).code
                            #expect(["ok", "bid.tooLow"].contains(code), "\(code)")
                        }
                        if index % 5 == 0 {
                            group.addTask { try await one.notifications.markRead(upTo: .max, by: person) }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            for auction in auctions { try await checkTold(auction, people, pool) }
        }
    }

    /// The leader has nothing unread; who led before has one, perhaps read.
    private func checkTold(_ auction: AuctionID, _ people: [UserID], _ pool: PostgresPool) async throws {
        let log = try await pool.log(of: auction).filter { $0["kind"] as? String == "bid" }
        let leaders = log.compactMap { ($0["leader"] as? [String: Any])?["id"] as? Int64 }
        let last = try #require(leaders.last)
        let told = try await pool.query(
            "SELECT person_id, read_at IS NULL FROM notification WHERE auction_id = \(auction.rawValue)")
        for row in told where try row.int64(0) == last { #expect(try row.decode(Bool.self, at: 1) == false) }
        #expect(Set(try told.map { try $0.int64(0) }).isSubset(of: Set(leaders)))
        #expect(Set(try told.map { try $0.int64(0) }).isSuperset(of: Set(leaders).subtracting([last])))
        #expect(try told.count == Set(told.map { try $0.int64(0) }).count)
    }
}
