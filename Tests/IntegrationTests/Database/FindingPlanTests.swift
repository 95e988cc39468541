import Postgres
import TestSupport
import Testing

@testable import Shared

/// Lists, searches and likes stay quick as tables grow: every statement has an index to go by.
///
/// Reading in sequence is made so dear for these connections that the planner does it only where there
/// is no other way at all.
@Suite(.servers, .database, .serialized) struct FindingPlanTests {
    private let database = TestDatabase.current

    private func withLargeTables(_ body: @Sendable (LoopServices, [UserID]) async throws -> Void) async throws
    {
        try await database.withServices(connections: 1) { services in
            let pool = services.pool
            if try await pool.number("SELECT count(*) FROM auction") == 0 { try await fill(pool) }
            // One connection for all statements: see `readsByIndex`.
            try await pool.script("SET enable_seqscan = off")
            let people = try await pool.query("SELECT DISTINCT seller_id FROM auction ORDER BY 1")
            try await body(services, people.map { try $0.id(0) })
        }
    }

    private func fill(_ pool: PostgresPool) async throws {
        let people = try await pool.samplePeople(300)
        for (index, status) in AuctionStatus.allCases.enumerated() {
            _ = try await pool.sampleAuctions(400, by: people[index], status: status, category: "music")
            _ = try await pool.sampleAuctions(400, by: people[index + 10], status: status)
        }
        let owner = people[0].rawValue
        try await pool.script(
            """
            UPDATE auction SET like_count = 20, start_price = id % 90 * 1000,
                title = CASE id % 3 WHEN 0 THEN '통기타 ' ELSE 'Guitar ' END || id;
            INSERT INTO image (owner_id, name, url, medium_url, thumbnail_url, width, height)
                SELECT \(owner), 'n' || n, '/u' || n, '/m' || n, '/t' || n, 4, 3 FROM generate_series(1, 3000) n;
            INSERT INTO auction_image (auction_id, position, image_id)
                SELECT a.id, 0, i.id FROM (SELECT id, row_number() OVER () AS n FROM auction) a
                JOIN (SELECT id, row_number() OVER () AS n FROM image) i USING (n);
            INSERT INTO auction_like (person_id, auction_id)
                SELECT p.id, a.id FROM (SELECT id FROM person LIMIT 20) p, auction a;
            ANALYZE;
            """)
    }

    private func expectIndexes(_ statement: SQL, _ name: @autoclosure () -> String, _ pool: PostgresPool)
        async throws
    {
        let lines = try await pool.query("EXPLAIN \(sql: statement)").map { try $0.string(0) }
        let reads = lines.filter { $0.contains("Seq Scan") }
        #expect(reads.isEmpty, "\(name()) is read from end to end:\n\(lines.joined(separator: "\n"))")
    }

    /// Each mix of conditions with each order, at its beginning and further on.
    private static func queries(_ sort: AuctionSort) -> [AuctionQuery] {
        var queries: [AuctionQuery] = []
        for status in [nil] + AuctionStatus.allCases.map(Optional.some) {
            for category in [nil, "music"] {
                for prices in [nil, 1000...2000] as [ClosedRange<Money>?] {
                    for search in [nil, "기타 tv"] {
                        let filter = AuctionFilter.sample(
                            status: status, category: category, prices: prices, search: search)
                        let first = AuctionQuery(filter, sort: sort)
                        let position = AuctionQuery.Position(key: 20, id: .max / 2)
                        queries += [first, first.after(first.cursor(after: position))].compactMap { $0 }
                    }
                }
            }
        }
        return queries
    }

    @Test(arguments: AuctionSort.allCases)
    func `lists go by index, whatever is asked of them`(sort: AuctionSort) async throws {
        try await withLargeTables { services, _ in
            for query in Self.queries(sort) {
                let statements = AuctionStatements(
                    query: query, pattern: query.filter.search == nil ? nil : "기타| tv")
                guard !statements.loose.isEmpty else {
                    try await expectIndexes(statements.plain, "\(query)", services.pool)
                    continue
                }
                try await expectIndexes(
                    statements.count(statements.loose), "the count of \(query)", services.pool)
                try await expectIndexes(statements.walk(reach: 1000), "the walk of \(query)", services.pool)
                for condition in statements.loose {
                    try await expectIndexes(
                        statements.sorted(from: condition), "\(condition) of \(query)", services.pool)
                }
            }
        }
    }

    @Test func `lists of a person go by index`() async throws {
        try await withLargeTables { services, people in
            for status in [nil] + AuctionStatus.allCases.map(Optional.some) {
                for scope in [AuctionFilter.Scope.selling(people[0]), .won(people[0]), .liked(people[0])] {
                    let first = AuctionQuery(.sample(scope, status: status))
                    let next = first.after(first.cursor(after: AuctionQuery.Position(key: 20, id: 20)))
                    for query in [first, next].compactMap({ $0 }) {
                        let statement = AuctionStatements(query: query, pattern: nil).plain
                        try await expectIndexes(statement, "\(query)", services.pool)
                        try await readsByIndex("\(query)", services.pool) {
                            _ = try await services.pool.query(statement)
                        }
                    }
                }
            }
        }
    }

    @Test func `pages, recommendations and likes go by index`() async throws {
        try await withLargeTables { services, people in
            let pool = services.pool
            let ids: [AuctionID] = try await pool.query("SELECT id FROM auction ORDER BY id LIMIT 100")
                .map { try $0.id(0) }
            try await readsByIndex("pages", pool) {
                _ = try await services.auctions.list(open: ids)
                // Their versions alone, then what has changed.
                _ = try await pool.query("UPDATE auction SET seq = seq WHERE id = \(ids[0].rawValue)")
                _ = try await services.auctions.list(open: ids)
            }
            try await readsByIndex("recommendations", pool) {
                let chosen = Recommendations(on: services.loop, pool: pool, audience: services.audience)
                let count = try await chosen.auctions().count
                #expect(count == 10)
            }
            try await readsByIndex("likes", pool) {
                _ = try await services.likes.liked(among: ids, by: people[0])
                try await services.likes.like(ids[50], by: people[0])
                try await services.likes.unlike(ids[50], by: people[0])
            }
            _ = try await pool.query(
                "UPDATE person SET deleted_at = now(), phone = NULL WHERE id = \(people[1].rawValue)")
            try await readsByIndex("likes of the deleted", pool) {
                _ = try await pool.query(Likes.removeOfDeleted)
            }
        }
    }

    @Test func `pictures go by index`() async throws {
        try await withLargeTables { services, people in
            let pool = services.pool
            let auction = AuctionID(
                try await pool.number("SELECT min(id) FROM auction WHERE status = 'upcoming'"))
            let seller = UserID(
                try await pool.number("SELECT seller_id FROM auction WHERE id = \(auction.rawValue)"))
            let mine = try await pool.query(
                "UPDATE image SET owner_id = \(seller.rawValue) WHERE id IN (SELECT id FROM image LIMIT 3) RETURNING id"
            ).map { try $0.int64(0) }
            _ = try await pool.query(
                """
                UPDATE auction SET starts_at = now() + interval '1 hour', ends_at = now() + interval '2 hours',
                    first_ends_at = now() + interval '2 hours' WHERE id = \(auction.rawValue)
                """)
            let change = ChangeAuction(pool: pool, publisher: services.publisher)
            try await readsByIndex("an edit", pool, except: ["category"]) {
                try await change.edit(auction, .of(["imageIds": "\(mine)"]), by: seller)
            }
            _ = people
        }
    }
}
