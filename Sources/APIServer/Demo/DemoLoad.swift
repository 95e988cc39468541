import EventLoops
import Postgres
import Shared

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `APIServer demo --auctions N`: many more auctions, by 2 000 more people, for load tests.
///
/// All are one transaction. Where they are many beside those that are there, it drops the index of texts and makes it
/// again at its end: faster than to add to it, and neither a crash nor a lost connection leaves the schema
/// without. Searches and new listings wait meanwhile; everything else goes on.
struct DemoLoad {
    static let countRange = 1...10_000_000
    private static let sellers = 2000
    /// Rows a statement: some 200 ms.
    private static let batch = 2000
    /// Adding a text to the index takes 0.7 ms, a text in a new one 0.08 ms.
    private static let rebuiltWorth: Int64 = 8

    let services: LoopServices
    let count: Int

    func run() async throws {
        let started = ContinuousClock.now
        let sellers = try await makeSellers()
        try await services.pool.transaction { transaction in
            let index = try await dropIndex(in: transaction)
            try await insert(by: sellers, in: transaction)
            if let index { try await build(index, in: transaction) }
            try await transaction.commit("SELECT pg_notify(\(DueAuctions.channel), '')")
        }
        report("Cleaning up and counting …")
        // The planner must know the new rows, what the index holds of texts above all.
        for table in ["person", "auction", "auction_text", "auction_price"] {
            try await services.pool.script("VACUUM ANALYZE \(table)")
        }
        report("\(count) auctions were added in \(started.duration(to: .now).components.seconds) s.")
    }

    /// Their names have a hyphen, which nobody can choose.
    private func makeSellers() async throws -> [Int64] {
        _ = try await services.pool.query(
            """
            INSERT INTO person (username, username_key, created_at)
            SELECT 'seller-' || n, 'seller-' || n, now() - interval '300 days'
            FROM generate_series(1, \(Self.sellers)::bigint) n ON CONFLICT DO NOTHING
            """)
        return try await services.pool.query(
            "SELECT id FROM person WHERE username LIKE 'seller-%' ORDER BY id"
        )
        .map { try $0.int64(0) }
    }

    // MARK: Rows

    private func insert(by sellers: [Int64], in transaction: PostgresTransaction) async throws {
        let known = try await transaction.run(
            "SELECT now(), (SELECT coalesce(max(id), 0) FROM auction)",
            "SELECT id FROM category ORDER BY position")
        guard let row = known[0].first else { return }
        var listings = DemoListings(
            count: count, seed: UInt64(try row.int64(1)), now: try row.timestamp(0), sellers: sellers,
            categories: try known[1].map { try $0.string(0) })
        let started = ContinuousClock.now
        var (made, shown) = (0, started)
        while case let batch = listings.next(Self.batch), !batch.isEmpty {
            try await transaction.run(statement(batch))
            made += batch.count
            guard made == count || shown.duration(to: .now) >= .seconds(3) else { continue }
            shown = .now
            let rate = Double(made) / max(0.001, started.duration(to: .now) / .seconds(1))
            report("\(made) of \(count) auctions, \(Int(rate)) a second")
        }
    }

    private func statement(_ batch: [DemoListing]) -> SQL {
        """
        INSERT INTO auction (seller_id, title, description, category, start_price, status, created_at, starts_at,
            ends_at, first_ends_at, soft_close_seconds, like_count)
        SELECT seller, title, description, category, price, status::auction_status, created, start, finish, finish,
            10, likes
        FROM unnest(\(batch.map(\.seller)), \(batch.map(\.title)), \(batch.map(\.description)),
            \(batch.map(\.category)), \(batch.map(\.startPrice)), \(batch.map(\.status.rawValue)),
            \(batch.map(\.createdAt)), \(batch.map(\.startsAt)), \(batch.map(\.endsAt)), \(batch.map(\.likes)))
            AS r (seller, title, description, category, price, status, created, start, finish, likes)
        """
    }

    // MARK: The index of texts

    /// Answers how to make it again; nil if it stays.
    private func dropIndex(in transaction: PostgresTransaction) async throws -> String? {
        let known = try await transaction.run(
            """
            SELECT pg_get_indexdef(to_regclass('auction_text_grams')),
                (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'auction_text'::regclass)
            """)[0].first
        guard let known, try known.int64(1) < Int64(count) * Self.rebuiltWorth else { return nil }
        let definition = try known.string(0)
        // Without a limit of time: it waits for the searches that run.
        try await transaction.script("DROP INDEX auction_text_grams")
        return definition
    }

    private func build(_ index: String, in transaction: PostgresTransaction) async throws {
        report("Indexing the texts …")
        let (loop, pool) = (services.loop, services.pool)
        let progress = Task(executorPreference: loop) {
            while true {
                try await loop.sleep(milliseconds: 3000)
                let rows = try await pool.query(
                    "SELECT 100 * blocks_done / nullif(blocks_total, 0) FROM pg_stat_progress_create_index")
                guard let percent = try rows.first?.decode(Int64?.self, at: 0) else { continue }
                report("\(percent) % of the texts are indexed")
            }
        }
        defer { progress.cancel() }
        try await transaction.script("SET LOCAL maintenance_work_mem = '512MB'; \(index)")
    }
}

/// At once, also into a pipe.
private func report(_ text: String) {
    print(text)
    fflush(nil)
}
