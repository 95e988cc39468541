import Postgres
import Redis
import Testing

@testable import Shared

/// Logs and what is due stay quick as tables grow: none of them reads a large table from end to end.
///
/// The statements themselves are run, and PostgreSQL is asked how many rows it read in sequence.
@Suite(.servers, .database, .serialized) struct PlanTests {
    private let database = TestDatabase.current

    /// One connection, so that the counters are those of our own statements, and large tables.
    private func withLargeTables(
        _ body: @Sendable (PostgresPool, AuctionID) async throws -> Void
    ) async throws {
        try await database.withPool(connections: 1) { pool in
            if try await pool.number("SELECT count(*) FROM person") == 0 { try await fill(pool) }
            let auction = AuctionID(try await pool.number("SELECT min(id) FROM auction"))
            try await body(pool, auction)
        }
    }

    private func fill(_ pool: PostgresPool) async throws {
        let people = try await pool.samplePeople(3000)
        for (index, status) in AuctionStatus.allCases.enumerated() {
            _ = try await pool.sampleAuctions(1500, by: people[index], status: status)
            _ = try await pool.sampleAuctions(1500, by: people[index + 10], status: status)
        }
        try await pool.script(
            """
            INSERT INTO room_event (auction_id, seq, at, kind, body)
            SELECT a.id, n, now(), CASE n % 2 WHEN 0 THEN 'chat' ELSE 'bid' END, '{"author":{},"text":"x","at":""}'
            FROM (SELECT id FROM auction ORDER BY id LIMIT 20) a, generate_series(1, 500) n;
            INSERT INTO bid (auction_id, seq, bidder_id, amount, maximum, price, at)
            SELECT e.auction_id, e.seq, p.id, 1000, 1000, 1000, now()
            FROM room_event e, (SELECT min(id) AS id FROM person) p WHERE e.kind = 'bid';
            INSERT INTO accepted_request (person_id, kind, key, fingerprint, reply, at)
            SELECT p.id, 'bid', gen_random_uuid(), '', '{}', now() - n * interval '30 seconds'
            FROM generate_series(1, 6000) n, (SELECT min(id) AS id FROM person) p;
            UPDATE auction SET like_count = (id % 50)::int,
                seq = coalesce((SELECT max(seq) FROM room_event WHERE auction_id = auction.id), 0);
            """)
        try await pool.script("ANALYZE")
    }

    @Test func `a room's bids, messages and log come by index`() async throws {
        try await withLargeTables { pool, auction in
            let history = RoomHistory(pool: pool)
            let cursor = RoomHistory.Cursor(RoomHistory.Cursor.encode(200, of: "x"), of: "x")
            for position in [nil, cursor] {
                try await readsByIndex("bids", pool) {
                    _ = try await history.bids(of: auction, before: position, limit: 20)
                }
                try await readsByIndex("messages", pool) {
                    _ = try await history.messages(of: auction, before: position, limit: 20)
                }
                try await readsByIndex("events", pool) {
                    _ = try await history.events(of: auction, after: position?.after ?? 0, limit: 20)
                }
            }
            let log = RoomLog(pool: pool)
            try await readsByIndex("log", pool) {
                _ = try await log.events(of: auction, after: 100, limit: 500)
            }
            try await readsByIndex("heads", pool) { _ = try await log.heads(of: [auction]) }
        }
    }

    @Test func `what is due and what is old is found by index`() async throws {
        try await withLargeTables { [database] pool, _ in
            _ = try await pool.query(
                "UPDATE auction SET status = 'live' WHERE status = 'upcoming' AND id % 2 = 0")
            try await pool.script("ANALYZE")
            let redis = RedisClient(on: pool.loop, configuration: try database.serviceConfiguration().redis)
            let due = DueAuctions(pool: pool, publisher: RoomPublisher(redis: redis))
            try await readsByIndex("the next due time", pool) { _ = try await due.millisecondsUntilNext() }
            // 250 leaders of 3 000 people are looked up faster by reading them all.
            try await readsByIndex("settling", pool, except: ["person"]) { _ = try await due.settle() }
            try await readsByIndex("old keys", pool) { _ = try await pool.query(AcceptedRequest.removeOld) }
        }
    }
}
