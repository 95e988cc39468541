import Postgres
import Testing

@testable import Shared

/// Lists so long that the finder decides how to make them.
@Suite(.servers, .database, .serialized) struct LargeListTests {
    private let database = TestDatabase.current
    /// More than twice the rows that are fetched whole or looked at.
    private static let count = 9000

    /// The words of an auction go by its place: `older` in the lower half, `newer` in the upper, `both` in
    /// one of 300, `seldom` in three of the oldest; its category too.
    private func withLists(
        _ body: @Sendable (LoopServices, [Int64]) async throws -> Void
    ) async throws {
        try await database.withServices(connections: 4) { services in
            if try await services.pool.number("SELECT count(*) FROM auction") == 0 {
                try await fill(services.pool)
            }
            let ids = try await services.pool.query("SELECT id FROM auction ORDER BY id").map {
                try $0.int64(0)
            }
            try await body(services, ids)
        }
    }

    private func fill(_ pool: PostgresPool) async throws {
        let seller = try await pool.samplePerson()
        _ = try await pool.query(
            """
            INSERT INTO auction (seller_id, title, description, category, start_price, status, starts_at, ends_at,
                first_ends_at, soft_close_seconds, like_count)
            SELECT \(seller.rawValue), concat_ws(' ', CASE WHEN n < 4500 THEN 'older' ELSE 'newer' END,
                    CASE WHEN n % 300 = 0 THEN 'older newer both' END, CASE WHEN n IN (5, 6, 7) THEN '드문 seldom' END),
                '', CASE WHEN n < 4500 THEN 'music' ELSE 'art' END, n, 'live', now(), now() + interval '1 hour',
                now() + interval '1 hour', 10, n
            FROM generate_series(1, \(Int64(Self.count))) n
            """)
        try await pool.script("ANALYZE")
    }

    /// What a search finds from the newest on, by the place of the rows.
    private func expected(_ ids: [Int64], _ isFound: (Int) -> Bool) -> [Int64] {
        Array(ids.enumerated().filter { isFound($0.offset + 1) }.map(\.element).reversed())
    }

    @Test func `rare words are found wherever they are, again and again`() async throws {
        try await withLists { services, ids in
            let query = AuctionQuery(.sample(search: "seldom"), limit: 2)
            for _ in 0..<3 {
                #expect(try await Way.asked.walk(query, [services]) == expected(ids) { (5...7).contains($0) })
            }
            let page = try await Way.asked.page(AuctionQuery(.sample(search: "드문")), services)
            #expect(page.ids.count == 3)
            #expect(page.next == nil)
        }
    }

    @Test func `words that are common apart and rare together come in short pages, all of them`() async throws
    {
        try await withLists { services, ids in
            let query = AuctionQuery(.sample(search: "older newer"), limit: 20)
            let found = try await Way.asked.walk(query, [services])
            #expect(found == expected(ids) { $0 % 300 == 0 })
            // Common in the older half only: the walk reaches it after pages that may be empty.
            let common = AuctionQuery(.sample(category: "music", search: "older"), sort: .popular, limit: 100)
            #expect(try await Way.asked.walk(common, [services]) == expected(ids) { $0 < 4500 })
            let none = AuctionQuery(.sample(category: "art", search: "older -newer zzz"), sort: .popular)
            #expect(try await Way.asked.walk(none, [services]).isEmpty)
        }
    }

    @Test func `prices that few or many ask are found in each order`() async throws {
        try await withLists { services, ids in
            for prices in [5...30, 100...8000, 9001...10_000] as [ClosedRange<Money>] {
                for sort in [AuctionSort.newest, .popular] {
                    let query = AuctionQuery(.sample(prices: prices), sort: sort, limit: 100)
                    let found = try await Way.asked.walk(query, [services])
                    #expect(found == expected(ids) { prices.contains(Money($0)) }, "\(prices)")
                }
            }
        }
    }

    @Test func `a plan that is kept finds what was listed since`() async throws {
        try await withLists { services, ids in
            let query = AuctionQuery(.sample(search: "seldom"), limit: 100)
            let before = try await Way.asked.page(query, services).ids
            let seller = try await services.pool.samplePerson()
            let new = try await services.pool.sampleAuction(by: seller)
            _ = try await services.pool.query(
                "UPDATE auction SET title = 'A seldom thing' WHERE id = \(new.rawValue)")
            #expect(try await Way.asked.page(query, services).ids == [new.rawValue] + before)
            _ = try await services.pool.query("DELETE FROM auction WHERE id = \(new.rawValue)")
            #expect(try await Way.asked.page(query, services).ids == before)
            _ = ids
        }
    }
}
