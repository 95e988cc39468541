import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomWriterTests {
    private let database = TestDatabase.current

    /// Three processes' worth of writers.
    private func withWriters(_ body: @Sendable ([RoomWriter], PostgresPool) async throws -> Void) async throws
    {
        try await database.withServices { [database] one in
            try await database.withServices { two in
                try await database.withServices { three in
                    try await body([one.writer, two.writer, three.writer], one.pool)
                }
            }
        }
    }

    /// The outcomes of all requests, spread over the writers and sent at once.
    private func submit(_ requests: [RoomRequest], to writers: [RoomWriter]) async -> [Result<
        [UInt8], Problem
    >] {
        await withTaskGroup(of: (Int, Result<[UInt8], Problem>).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, await writers[index % writers.count].outcome(request)) }
            }
            var outcomes: [Int: Result<[UInt8], Problem>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return requests.indices.compactMap { outcomes[$0] }
        }
    }

    /// The log as rules of bidding allow it, and the tables as the log says.
    private func checkRoom(_ auction: AuctionID, _ pool: PostgresPool) async throws {
        let id = auction.rawValue
        let log = try await pool.log(of: auction)
        #expect(log.compactMap { $0["seq"] as? Int } == log.indices.map { $0 + 1 })
        #expect(try await pool.number("SELECT seq FROM auction WHERE id = \(id)") == Int64(log.count))
        let bids = log.filter { $0["kind"] as? String == "bid" }
        var price: Money?
        for bid in bids {
            let (amount, visible) = (bid["amount"] as? Money ?? 0, bid["price"] as? Money ?? 0)
            #expect(amount >= price.map { $0 + bidIncrement(at: $0) } ?? 1000)
            #expect(visible >= amount)
            price = visible
        }
        #expect(bids.compactMap { $0["bidCount"] as? Int } == bids.indices.map { $0 + 1 })
        let rows = try await pool.query(
            "SELECT seq, amount::bigint FROM bid WHERE auction_id = \(id) ORDER BY seq")
        #expect(try rows.map { try $0.int64(0) } == bids.compactMap { $0["seq"] as? Int64 })
        #expect(try rows.map { try $0.int64(1) } == bids.compactMap { $0["amount"] as? Int64 })
        let state = try await pool.query("SELECT price::bigint, leader_id FROM auction WHERE id = \(id)")[0]
        #expect(try state.decode(Int64?.self, at: 0) == price)
        let leader = bids.last?["leader"] as? [String: Any]
        #expect(try state.decode(Int64?.self, at: 1) == leader?["id"] as? Int64)
    }

    @Test func `hundreds of bids at once through several processes leave one true log`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(9)
            let auction = try await pool.sampleAuction(by: people[0])
            let requests = (0..<600).map { _ -> RoomRequest in
                let person = people.randomElement()!
                if Int.random(in: 0..<10) == 0 { return .chat("hello", by: person, in: auction) }
                let amount = Money.random(in: 900...30_000)
                let maximum = Bool.random() ? amount + Money.random(in: 0...20_000) : nil
                return .bid(amount, upTo: maximum, by: person, in: auction, key: .random())
            }
            let outcomes = await submit(requests, to: writers)
            #expect(Set(outcomes.map(\.code)).isSubset(of: ["ok", "bid.tooLow", "bid.ownAuction"]))
            #expect(outcomes.contains { $0.code == "ok" })
            try await checkRoom(auction, pool)
        }
    }

    @Test func `several rooms at once do not mix`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(4)
            let auctions = try await pool.sampleAuctions(8, by: people[0])
            let requests = (0..<400).map { index in
                RoomRequest.bid(
                    1000 + Money(index / 8) * 100, by: people[1 + index % 3], in: auctions[index % 8])
            }
            _ = await submit(requests, to: writers)
            for auction in auctions { try await checkRoom(auction, pool) }
        }
    }

    @Test func `the same key many times at once is one bid with one answer`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(2)
            let auction = try await pool.sampleAuction(by: people[0])
            let request = RoomRequest.bid(1000, by: people[1], in: auction, key: .random())
            let outcomes = await submit(Array(repeating: request, count: 60), to: writers)
            #expect(Set(outcomes.map(\.code)) == ["ok"])
            #expect(Set(outcomes.compactMap { try? $0.get() }).count == 1)
            #expect(try await pool.log(of: auction).count == 1)
        }
    }

    @Test func `the same key in two auctions at once is accepted by one`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(2)
            for _ in 0..<20 {
                let auctions = try await pool.sampleAuctions(2, by: people[0])
                let key = PostgresUUID.random()
                let requests = auctions.map { RoomRequest.bid(1000, by: people[1], in: $0, key: key) }
                let outcomes = await submit(requests, to: writers)
                #expect(outcomes.map(\.code).sorted() == ["idempotency.mismatch", "ok"])
                let ids = auctions.map(\.rawValue)
                #expect(
                    try await pool.number("SELECT count(*) FROM room_event WHERE auction_id = ANY(\(ids))")
                        == 1)
            }
        }
    }

    @Test func `what was accepted is answered again, whatever happened since`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(3)
            let auction = try await pool.sampleAuction(by: people[0])
            let request = RoomRequest.bid(1000, by: people[1], in: auction, key: .random())
            let first = try await writers[0].submit(request)
            _ = try await writers[1].submit(.bid(5000, by: people[2], in: auction))
            _ = try await pool.query(
                """
                UPDATE auction SET status = 'ended', winner_id = leader_id WHERE id = \(auction.rawValue)
                """)
            #expect(try await writers[2].submit(request) == first)
            let other = RoomRequest.bid(6000, by: people[1], in: auction, key: request.key)
            #expect(await writers[2].outcome(other).code == "idempotency.mismatch")
        }
    }

    @Test func `a raised maximum is kept without an event, and wins later`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(3)
            let auction = try await pool.sampleAuction(by: people[0])
            _ = try await writers[0].submit(.bid(1000, upTo: 2000, by: people[1], in: auction))
            let reply = object(
                try await writers[1].submit(.bid(1100, upTo: 9000, by: people[1], in: auction)))
            #expect(reply["price"] as? Int == 1000)
            #expect(try await pool.log(of: auction).count == 1)
            let beaten = object(try await writers[2].submit(.bid(5000, by: people[2], in: auction)))
            #expect(beaten["outbid"] as? Bool == true)
            #expect(beaten["price"] as? Int == 5100)
            try await checkRoom(auction, pool)
        }
    }

    @Test func `the database's clock ends the bidding, settled or not`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(2)
            let auction = try await pool.sampleAuction(by: people[0], endsIn: -1)
            #expect(await writers[0].outcome(.bid(1000, by: people[1], in: auction)).code == "bid.ended")
            #expect(await writers[0].outcome(.chat("late", by: people[1], in: auction)).code == "ok")
        }
    }

    @Test func `each refusal has its code`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(2)
            let live = try await pool.sampleAuction(by: people[0])
            let upcoming = try await pool.sampleAuction(by: people[0], status: .upcoming)
            let writer = writers[0]
            #expect(await writer.outcome(.bid(999, by: people[1], in: live)).code == "bid.tooLow")
            #expect(await writer.outcome(.bid(1000, by: people[0], in: live)).code == "bid.ownAuction")
            #expect(await writer.outcome(.bid(1000, by: people[1], in: upcoming)).code == "bid.notLive")
            #expect(await writer.outcome(.bid(1000, by: people[1], in: AuctionID(1))).code == "notFound")
            #expect(
                await writer.outcome(.bid(1000, by: UserID(999_999_999), in: live)).code == "unauthenticated")
            #expect(try await pool.log(of: live).isEmpty)
        }
    }

    @Test func `a late bid moves the end in the table as in the log`() async throws {
        try await withWriters { writers, pool in
            let people = try await pool.samplePeople(2)
            let auction = try await pool.sampleAuction(by: people[0], endsIn: 300, softCloseSeconds: 600)
            let reply = object(try await writers[0].submit(.bid(1000, by: people[1], in: auction)))
            let log = try await pool.log(of: auction)
            #expect(log.map { $0["kind"] as? String } == ["bid", "extended"])
            #expect(log[1]["endsAt"] as? String == reply["endsAt"] as? String)
            let row = try await pool.query("SELECT ends_at FROM auction WHERE id = \(auction.rawValue)")[0]
            #expect(try "\(row.timestamp(0))" == reply["endsAt"] as? String)
        }
    }
}
