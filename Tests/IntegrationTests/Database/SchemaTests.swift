import Postgres
import Testing

@testable import Shared

/// The second wall: what the rules would never write, the database refuses too.
@Suite(.servers, .database, .serialized) struct SchemaTests {
    private let database = TestDatabase.current

    /// A live auction with a leader at 1 000 won.
    private func withLedAuction(
        _ body: @Sendable (PostgresPool, AuctionID, UserID) async throws -> Void
    ) async throws {
        try await database.withPool { pool in
            let people = try await pool.samplePeople(2)
            let auction = try await pool.sampleAuction(by: people[0])
            _ = try await pool.query(
                """
                UPDATE auction SET price = 1000, leader_id = \(people[1].rawValue), leader_maximum = 5000,
                    lead_seq = 1, lead_amount = 1000, lead_at = now() WHERE id = \(auction.rawValue)
                """)
            try await body(pool, auction, people[1])
        }
    }

    private func isRefused(_ sql: SQL, _ pool: PostgresPool) async -> Bool {
        do {
            _ = try await pool.query(sql)
            return false
        } catch { return error.sqlState?.hasPrefix("23") == true }
    }

    @Test func `an auction's row keeps its rules`() async throws {
        try await withLedAuction { pool, auction, _ in
            let changes: [SQL] = [
                "leader_id = seller_id", "price = 999", "price = 5001", "price = NULL", "lead_at = NULL",
                "price = -1", "leader_maximum = 1000000000001", "start_price = -1", "estimate = -1",
                "ends_at = first_ends_at + interval '20 minutes 1 microsecond'",
                "ends_at = first_ends_at - interval '1 microsecond'", "starts_at = first_ends_at",
                "soft_close_seconds = 601", "soft_close_seconds = -1", "title = 'a'",
                "title = repeat('a', 101)", "description = repeat('a', 5001)", "category = 'unknown'",
                "winner_id = leader_id", "seller_id = 0", "seller_id = leader_id",
            ]
            for change in changes {
                let update: SQL = "UPDATE auction SET \(sql: change) WHERE id = \(auction.rawValue)"
                #expect(await isRefused(update, pool), "\(change.text)")
            }
        }
    }

    @Test func `a winner is the leader of an ended auction`() async throws {
        try await withLedAuction { pool, auction, _ async throws in
            let id = auction.rawValue
            #expect(
                await isRefused(
                    "UPDATE auction SET status = 'ended', winner_id = seller_id WHERE id = \(id)", pool))
            #expect(
                try await pool.query(
                    "UPDATE auction SET status = 'ended', winner_id = leader_id WHERE id = \(id)"
                ).affected == 1)
        }
    }

    @Test func `a log has one entry for a seq, and a trade for an auction`() async throws {
        try await withLedAuction { pool, auction, leader in
            let id = auction.rawValue
            let event: SQL =
                "INSERT INTO room_event (auction_id, seq, at, kind, body) VALUES (\(id), 1, now(), 'chat', '{}')"
            _ = try await pool.query(event)
            #expect(await isRefused(event, pool))
            #expect(
                await isRefused(
                    "INSERT INTO room_event (auction_id, seq, at, kind, body) VALUES (\(id), 0, now(), 'chat', '{}')",
                    pool))
            let trade: SQL = """
                INSERT INTO trade (auction_id, seller_id, winner_id)
                SELECT id, seller_id, leader_id FROM auction WHERE id = \(id)
                """
            _ = try await pool.query(trade)
            #expect(await isRefused(trade, pool))
            #expect(
                await isRefused(
                    """
                    INSERT INTO trade (auction_id, seller_id, winner_id)
                    VALUES (\(id), \(leader.rawValue), \(leader.rawValue))
                    """, pool))
        }
    }

    @Test func `a bid is not above its maximum or the price it made`() async throws {
        try await withLedAuction { pool, auction, leader in
            for (amount, maximum, price) in [(2000, 1000, 2000), (2000, 2000, 1000)]
                as [(Int64, Int64, Int64)]
            {
                #expect(
                    await isRefused(
                        """
                        INSERT INTO bid (auction_id, seq, bidder_id, amount, maximum, price, at)
                        VALUES (\(auction.rawValue), 9, \(leader.rawValue), \(amount), \(maximum), \(price), now())
                        """, pool))
            }
        }
    }

    @Test func `a picture belongs to one auction, a name to one person in any case of letters`() async throws
    {
        try await withLedAuction { pool, auction, leader in
            let image = try await pool.sampleImage(of: leader)
            _ = try await pool.query(
                "INSERT INTO auction_image (auction_id, position, image_id) VALUES (\(auction.rawValue), 0, \(image))"
            )
            #expect(
                await isRefused(
                    "INSERT INTO auction_image (auction_id, position, image_id) VALUES (\(auction.rawValue), 1, \(image))",
                    pool))
            #expect(
                await isRefused(
                    "INSERT INTO person (username) SELECT upper(username) FROM person WHERE id = \(leader.rawValue)",
                    pool))
            #expect(await isRefused("INSERT INTO person (username) VALUES ('a')", pool))
        }
    }
}
