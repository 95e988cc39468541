import Postgres
import TestSupport
import Testing

@testable import Shared

/// Lists are read page by page while others list, like, bid and end.
@Suite(.servers, .database, .serialized) struct ListWalkTests {
    private let database = TestDatabase.current

    /// What a list is made by, read at once.
    private struct Item {
        let id: Int64
        let status: AuctionStatus
        let category: String
        let price, ends, likes: Int64
        let text: String

        init(row: Row) throws {
            id = try row.int64(0)
            status = AuctionStatus(rawValue: try row.string(1)) ?? .live
            category = try row.string(2)
            (price, ends, likes) = (
                try row.int64(3), try row.decode(Timestamp.self, at: 4).microseconds, try row.int64(5)
            )
            text = try row.string(6)
        }

        func fits(_ filter: AuctionFilter) -> Bool {
            (filter.status.map { $0 == status } ?? (status != .cancelled))
                && (filter.category.map { $0 == category } ?? true)
                && price >= filter.lowestPrice ?? 0 && price <= filter.highestPrice ?? .max
                && (filter.search.map { NaiveSearch($0.text).finds(text) } ?? true)
        }

        func isBefore(_ other: Item, in sort: AuctionSort) -> Bool {
            switch sort {
            case .newest: id > other.id
            case .endingSoon: (ends, id) < (other.ends, other.id)
            case .popular: (likes, id) > (other.likes, other.id)
            case .price: (price, id) < (other.price, other.id)
            case .priceDescending: (price, id) > (other.price, other.id)
            }
        }
    }

    /// Auctions of all kinds with many equal keys, some times a microsecond apart.
    private func list(_ count: Int, by seller: UserID, _ pool: PostgresPool) async throws {
        _ = try await pool.query(
            """
            INSERT INTO auction (seller_id, title, description, category, start_price, status, starts_at, ends_at,
                first_ends_at, soft_close_seconds, like_count)
            SELECT \(seller.rawValue), (ARRAY['통기타', 'Guitar', '기타 줄', 'Sofa'])[1 + floor(random() * 4)::int], '',
                (ARRAY['music', 'art', 'home'])[1 + floor(random() * 3)::int], floor(random() * 4) * 1000,
                (ARRAY['live', 'live', 'live', 'upcoming', 'ended', 'cancelled'])[1 + floor(random() * 6)::int]::auction_status,
                t, e, e, 10, floor(random() * 3)::int
            FROM generate_series(1, \(Int64(count))) n, now() AS t, LATERAL (
                SELECT now() + interval '1 hour' + n * 7 % 5 * interval '1 microsecond' AS e) ends
            """)
    }

    private func items(of seller: UserID, _ pool: PostgresPool) async throws -> [Item] {
        try await pool.query(
            """
            SELECT id, status::text, category, coalesce(price, start_price)::bigint, ends_at, like_count::bigint, title
            FROM auction WHERE seller_id = \(seller.rawValue)
            """
        ).map { try Item(row: $0) }
    }

    /// What others do to their auctions while somebody turns pages.
    private func stir(_ person: UserID, _ pool: PostgresPool) async throws {
        try await list(3, by: person, pool)
        let id = person.rawValue
        for change: SQL in [
            "like_count = floor(random() * 4)::int", "start_price = floor(random() * 5) * 1000",
            "status = CASE WHEN random() < 0.5 THEN 'ended' ELSE 'cancelled' END::auction_status",
            "ends_at = ends_at + interval '1 microsecond'", "title = 'Guitar ' || id",
        ] {
            _ = try await pool.query(
                "UPDATE auction SET \(sql: change) WHERE seller_id = \(id) AND random() < 0.1")
        }
        _ = try await pool.query("DELETE FROM auction WHERE seller_id = \(id) AND random() < 0.05")
    }

    private func filter(_ random: inout SeededGenerator) -> AuctionFilter {
        .sample(
            status: random.chance(50) ? nil : random.pick(AuctionStatus.allCases),
            category: random.chance(50) ? nil : random.pick(["music", "art", "none"]),
            prices: random.chance(60) ? nil : random.pick([0...0, 1000...2000, 500...5000]),
            search: random.chance(50) ? nil : random.pick(["기타", "guitar", "gui sof", "줄", "so", "?"]))
    }

    @Test(arguments: AuctionSort.allCases)
    func `a walk holds each item once and in order while others change theirs`(sort: AuctionSort) async throws
    {
        try await database.withServices(connections: 6) { [database] one async throws in
            try await database.withServices(connections: 6) { two async throws in
                let pool = one.pool
                try await pool.script("DELETE FROM auction")
                let people = try await pool.samplePeople(2)
                try await list(60, by: people[0], pool)
                try await list(20, by: people[1], pool)
                let all = try await items(of: people[0], pool)
                let own = Set(all.map(\.id))
                try await forEachSeed(6) { random async throws in
                    let query = AuctionQuery(
                        filter(&random), sort: sort, limit: random.pick([1, 4, 7, 25, 60]))
                    let expected = all.filter { $0.fits(query.filter) }
                        .sorted { $0.isBefore($1, in: sort) }.map(\.id)
                    for way in Way.all(of: query) {
                        let seen = try await way.walk(query, [one, two]) { try await stir(people[1], pool) }
                        try check(
                            seen.filter(own.contains) == expected,
                            "\(query) \(way): \(seen.filter(own.contains)), not \(expected)")
                    }
                }
            }
        }
    }

    @Test func `what a person likes comes last liked first, also while others are liked`() async throws {
        try await database.withServices { services async throws in
            let pool = services.pool
            let people = try await pool.samplePeople(3)
            let auctions = try await pool.sampleAuctions(30, by: people[0]).shuffled()
            for auction in auctions { try await services.likes.like(auction, by: people[1]) }
            for auction in auctions { try await services.likes.like(auction, by: people[2]) }
            _ = try await pool.query(
                "UPDATE auction SET status = 'cancelled' WHERE id = \(auctions[3].rawValue)")
            let query = AuctionQuery(.sample(.liked(people[1])), limit: 4)
            var expected = Array(auctions.map(\.rawValue).reversed())
            expected.removeAll { $0 == auctions[3].rawValue }
            let later = try await pool.sampleAuctions(20, by: people[0])
            var more = later[...]
            let seen = try await Way.asked.walk(query, [services]) {
                if let auction = more.popFirst() { try await services.likes.like(auction, by: people[1]) }
            }
            #expect(seen == expected)
            let cancelled = AuctionQuery(.sample(.liked(people[1]), status: .cancelled))
            #expect(try await Way.asked.walk(cancelled, [services]) == [auctions[3].rawValue])
        }
    }

    @Test func `lists of a person hold what is theirs`() async throws {
        try await database.withServices { services async throws in
            let pool = services.pool
            let people = try await pool.samplePeople(3)
            let sold = try await pool.sampleAuctions(9, by: people[0])
            for auction in sold {
                _ = try await services.writer.submit(.bid(1000, by: people[1], in: auction))
            }
            let ids = sold.map(\.rawValue)
            _ = try await pool.query(
                "UPDATE auction SET status = 'ended', winner_id = leader_id WHERE id = ANY(\(ids))")
            _ = try await pool.sampleAuctions(4, by: people[2])
            for (scope, expected) in [
                (AuctionFilter.Scope.selling(people[0]), ids), (.won(people[1]), ids), (.won(people[0]), []),
                (.selling(people[1]), []), (.liked(people[0]), []),
            ] {
                let query = AuctionQuery(.sample(scope), limit: 4)
                #expect(try await Way.asked.walk(query, [services]) == expected.reversed(), "\(scope)")
            }
            let live = AuctionQuery(.sample(.won(people[1]), status: .live))
            #expect(try await Way.asked.walk(live, [services]).isEmpty)
        }
    }
}
