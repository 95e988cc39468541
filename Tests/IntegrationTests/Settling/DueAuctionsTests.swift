import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct DueAuctionsTests {
    private let database = TestDatabase.current

    private func withServices(_ body: @Sendable (LoopServices, DueAuctions) async throws -> Void) async throws
    {
        try await database.withServices { services in
            try await body(services, DueAuctions(pool: services.pool, publisher: services.publisher))
        }
    }

    /// Settles until nothing is due.
    private func settleAll(_ due: DueAuctions) async throws -> DueAuctions.Progress {
        var all = DueAuctions.Progress()
        while true {
            let progress = try await due.settle()
            if progress.started + progress.ended == 0 { return all }
            all.started += progress.started
            all.ended += progress.ended
        }
    }

    @Test func `two settlers at once over 300 due auctions end each exactly once`() async throws {
        try await withServices { [database] services, due in
            let pool = services.pool
            let people = try await pool.samplePeople(3)
            let auctions = try await pool.sampleAuctions(300, by: people[0])
            // A third has a leader.
            for auction in auctions.prefix(100) {
                _ = try await services.writer.submit(.bid(1000, by: people[1], in: auction))
            }
            let ids = auctions.map(\.rawValue)
            _ = try await pool.query(
                """
                UPDATE auction SET ends_at = now() - interval '1 second', first_ends_at = now() - interval '1 second'
                WHERE id = ANY(\(ids))
                """)
            let ended = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await settleAll(due).ended }
                group.addTask {
                    try await database.withServices {
                        try await settleAll(DueAuctions(pool: $0.pool, publisher: $0.publisher)).ended
                    }
                }
                return try await group.reduce(0, +)
            }
            // Rows that the other one held may have been passed over by both.
            let rest = try await settleAll(due).ended
            #expect(ended + rest == 300)
            try await checkEnded(auctions, seller: people[0], winner: people[1], pool)
        }
    }

    private func checkEnded(
        _ auctions: [AuctionID], seller: UserID, winner: UserID, _ pool: PostgresPool
    ) async throws {
        let ids = auctions.map(\.rawValue)
        let led = auctions.prefix(100).map(\.rawValue)
        let counts: [(SQL, Int64)] = [
            ("SELECT count(*) FROM auction WHERE status = 'ended' AND id = ANY(\(ids))", 300),
            ("SELECT count(*) FROM room_event WHERE kind = 'ended' AND auction_id = ANY(\(ids))", 300),
            (
                "SELECT count(DISTINCT auction_id) FROM room_event WHERE kind = 'ended' AND auction_id = ANY(\(ids))",
                300
            ),
            (
                "SELECT count(*) FROM auction a WHERE id = ANY(\(ids)) AND seq <> (SELECT max(seq) FROM room_event WHERE auction_id = a.id)",
                0
            ),
            ("SELECT count(*) FROM trade WHERE auction_id = ANY(\(ids))", 100),
            (
                """
                SELECT count(*) FROM trade WHERE auction_id = ANY(\(led))
                    AND seller_id = \(seller.rawValue) AND winner_id = \(winner.rawValue)
                """, 100
            ),
            ("SELECT count(*) FROM notification WHERE kind = 'won' AND auction_id = ANY(\(led))", 100),
            ("SELECT count(*) FROM notification WHERE kind = 'sold' AND auction_id = ANY(\(led))", 100),
            ("SELECT count(*) FROM notification WHERE kind = 'unsold' AND auction_id = ANY(\(ids))", 200),
        ]
        for (sql, count) in counts { #expect(try await pool.number(sql) == count, "\(sql.text)") }
        let sold = try await pool.log(of: auctions[0]).last ?? [:]
        #expect(sold["price"] as? Int == 1000)
        #expect((sold["winner"] as? [String: Any])?["id"] as? Int64 == winner.rawValue)
        let unsold = try await pool.log(of: auctions[299]).last ?? [:]
        #expect(unsold["price"] is NSNull)
        #expect(unsold["winner"] is NSNull)
    }

    @Test func `a row that a bid holds is passed over and found later`() async throws {
        try await withServices { services, due in
            let pool = services.pool
            let auction = try await pool.sampleAuction(by: pool.samplePerson(), endsIn: -1)
            let status: SQL =
                "SELECT count(*) FROM auction WHERE status = 'ended' AND id = \(auction.rawValue)"
            try await pool.transaction { transaction in
                try await transaction.run("SELECT 1 FROM auction WHERE id = \(auction.rawValue) FOR UPDATE")
                _ = try await settleAll(due)
                #expect(try await pool.number(status) == 0)
            }
            #expect(try await settleAll(due).ended == 1)
            #expect(try await pool.number(status) == 1)
        }
    }

    @Test func `upcoming auctions start, and say so first in their log`() async throws {
        try await withServices { services, due in
            let pool = services.pool
            let seller = try await pool.samplePerson()
            let auctions = try await pool.sampleAuctions(3, by: seller, status: .upcoming)
            let later = try await pool.sampleAuctions(2, by: seller, status: .upcoming, startsIn: 60)
            #expect(try await settleAll(due).started == 3)
            for auction in auctions {
                let log = try await pool.log(of: auction)
                #expect(log.map { $0["kind"] as? String } == ["started"])
                #expect(log[0]["seq"] as? Int == 1)
            }
            for auction in later { #expect(try await pool.log(of: auction).isEmpty) }
        }
    }

    @Test func `one whose whole time has passed starts and ends`() async throws {
        try await withServices { services, due in
            let pool = services.pool
            let seller = try await pool.samplePerson()
            let auction = try await pool.sampleAuctions(
                by: seller, status: .upcoming, startsIn: -60, endsIn: -1)[0]
            _ = try await settleAll(due)
            #expect(try await pool.log(of: auction).map { $0["kind"] as? String } == ["started", "ended"])
        }
    }

    @Test func `the next due time is told by the database's clock`() async throws {
        try await withServices { services, due in
            _ = try await services.pool.query("DELETE FROM auction WHERE status IN ('upcoming', 'live')")
            #expect(try await due.millisecondsUntilNext() == nil)
            let seller = try await services.pool.samplePerson()
            _ = try await services.pool.sampleAuctions(by: seller, startsIn: -60, endsIn: 3600)
            _ = try await services.pool.sampleAuctions(
                by: seller, status: .upcoming, startsIn: 1800, endsIn: 3600)
            let next = try #require(try await due.millisecondsUntilNext())
            #expect((1...1_800_000).contains(next))
            _ = try await services.pool.sampleAuctions(by: seller, endsIn: -1)
            #expect(try #require(try await due.millisecondsUntilNext()) <= 0)
        }
    }

    @Test func `old keys are forgotten, young ones kept`() async throws {
        try await withServices { services, _ in
            let person = try await services.pool.samplePerson()
            for age in ["1 hour", "47 hours", "49 hours", "10 days"] {
                _ = try await services.pool.query(
                    """
                    INSERT INTO accepted_request (person_id, kind, key, fingerprint, reply, at)
                    VALUES (\(person.rawValue), 'bid', gen_random_uuid(), '', '{}', now() - \(age)::interval)
                    """)
            }
            _ = try await services.pool.query(AcceptedRequest.removeOld)
            #expect(try await services.pool.number("SELECT count(*) FROM accepted_request") == 2)
        }
    }
}
