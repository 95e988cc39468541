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

    @Test func `an auction shows one picture at each place`() async throws {
        try await withLedAuction { pool, auction, leader in
            let image = try await pool.sampleImage(of: leader)
            let use: SQL = """
                INSERT INTO auction_image (auction_id, position, image_id) VALUES (\(auction.rawValue), 0, \(image))
                """
            _ = try await pool.query(use)
            #expect(await isRefused(use, pool))
        }
    }

    @Test func `a name and a number belong to one person`() async throws {
        try await database.withPool { pool in
            let person = try await pool.samplePerson().rawValue
            _ = try await pool.query("UPDATE person SET phone = '+821012345678' WHERE id = \(person)")
            let wrong: [SQL] = [
                "SELECT upper(username), username_key, NULL FROM person WHERE id = \(person)",
                "SELECT 'somebody', 'somebody', phone FROM person WHERE id = \(person)",
                "VALUES ('a', 'a', NULL)", "VALUES ('nokey', NULL, NULL)",
                "VALUES ('nokey', 'nokey', '01012345678')", "VALUES ('nokey', 'nokey', '+0101234567')",
            ]
            for values in wrong {
                let insert: SQL = "INSERT INTO person (username, username_key, phone) \(sql: values)"
                #expect(await isRefused(insert, pool), "\(values.text)")
            }
        }
    }

    @Test func `a deleted person has neither number, password nor picture`() async throws {
        try await database.withPool { pool in
            let person = try await pool.samplePerson().rawValue
            for column in ["phone = '+821011112222'", "password_hash = 'x'", "image_url = '/a'"] as [SQL] {
                let update: SQL =
                    "UPDATE person SET deleted_at = now(), \(sql: column) WHERE id = \(person)"
                #expect(await isRefused(update, pool), "\(column.text)")
            }
            #expect(
                await isRefused(
                    "UPDATE person SET suspended_at = now(), suspended_until = now() WHERE id = \(person)",
                    pool))
        }
    }

    @Test func `a notification is of one thing and kind, and switches are of kinds`() async throws {
        try await database.withPool { pool in
            let trade = try await pool.sampleTrade()
            let (person, auction) = (trade.seller.rawValue, trade.auction.rawValue)
            let insert: SQL = "INSERT INTO notification (person_id, auction_id, kind, trade_id) VALUES"
            _ = try await pool.query("\(sql: insert) (\(person), \(auction), 'outbid', NULL)")
            for values in [
                "'outbid', NULL", "'other', NULL", "'won', NULL", "'outbid', \(trade.id.rawValue)",
            ] as [SQL] {
                #expect(
                    await isRefused("\(sql: insert) (\(person), \(auction), \(sql: values))", pool),
                    "\(values.text)")
            }
            #expect(await isRefused("UPDATE person SET muted_kinds = '{other}' WHERE id = \(person)", pool))
        }
    }

    @Test func `a trade's row and its log keep their rules`() async throws {
        try await database.withPool { pool in
            let id = try await pool.sampleTrade().id.rawValue
            for change in [
                "state = 'sold'", "proposed = 'agreed'", "seq = -1", "seller_read = 1", "winner_unread = 1",
                "proposed = 'done', proposed_by = seller_id, proposed_at = now()",
                "proposed = 'agreed', proposed_by = 0, proposed_at = now()", "state = 'done'",
                "state = 'agreed', proposed = 'agreed', proposed_by = seller_id, proposed_at = now()",
            ] as [SQL] {
                #expect(
                    await isRefused("UPDATE trade SET \(sql: change) WHERE id = \(id)", pool),
                    "\(change.text)")
            }
            for values in [
                "0, 'a', NULL, NULL", "1, repeat('a', 1001), NULL, NULL", "1, 'a', 'open', NULL",
                "1, '', 'sold', NULL", "1, '', NULL, 'agreed'", "1, '', 'open', 'agreed'",
            ] as [SQL] {
                let insert: SQL = """
                    INSERT INTO trade_message (trade_id, author_id, at, seq, text, state, proposed)
                    SELECT id, seller_id, now(), \(sql: values) FROM trade WHERE id = \(id)
                    """
                #expect(await isRefused(insert, pool), "\(values.text)")
            }
        }
    }

    @Test func `a session ends within 30 days, five codes may be wrong`() async throws {
        try await database.withPool { pool in
            let person = try await pool.samplePerson().rawValue
            let secret = [UInt8](repeating: 1, count: 32)
            let session: SQL = """
                INSERT INTO session (person_id, family, token, device, address, expires_at)
                VALUES (\(person), \(secret), \(secret), '', '', now() + interval '29 days')
                """
            _ = try await pool.query(session)
            for change in [
                "expires_at = created_at + interval '30 days 1 microsecond'", "previous = token",
                "family = 'short'", "device = repeat('a', 201)", "address = repeat('a', 46)",
            ] as [SQL] {
                #expect(await isRefused("UPDATE session SET \(sql: change)", pool), "\(change.text)")
            }
            _ = try await pool.query(
                """
                INSERT INTO phone_verification (id, phone, purpose, code, expires_at)
                VALUES (decode(repeat('ab', 16), 'hex'), '+821012345678', 'signUp', '', now())
                """)
            for change in [
                "wrong_codes = 6", "wrong_codes = -1", "purpose = 'other'", "id = 'short'", "token = 'x'",
                "used_at = now()",
            ] as [SQL] {
                #expect(
                    await isRefused("UPDATE phone_verification SET \(sql: change)", pool), "\(change.text)")
            }
        }
    }
}
