import EventLoops
import Postgres

/// Finds the pages of lists on one loop, each in a bounded time.
///
/// A list with loose conditions is made in one of two ways. If one of them is met by few rows, all of
/// those are fetched and sorted. If each is met by many, the list is walked in its order, since then
/// a page fills soon. Where conditions that are common apart are rare together, a walk ends before the
/// page is full: its page is short, and the list goes on behind it.
actor AuctionFinder {
    /// Plans are made anew after so long: what is rare changes slowly.
    private static let planAge = Duration.seconds(60)
    /// Plans kept on a loop, a few hundred bytes each.
    private static let mostPlans = 1024

    struct Found: Sendable {
        let ids: [AuctionID]
        /// The versions of the rows, where the same statement told them.
        let versions: [Auction.Version]?
        /// Where the list goes on.
        let next: AuctionQuery.Position?
    }

    /// How lists with these conditions are made, whatever their page.
    private struct Plan {
        /// The search as the database sees it; empty if it has neither letters nor digits, so that
        /// nothing can be found.
        let pattern: String?
        /// What few rows meet; nil: by a walk.
        var rare: AuctionStatements.Condition?
        let made: ContinuousClock.Instant
    }

    private struct PlanKey: Hashable {
        let filter: AuctionFilter
        let sort: AuctionSort
    }

    nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private var plans: [PlanKey: Plan] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop, pool: PostgresPool) {
        self.loop = loop
        self.pool = pool
    }

    func find(_ query: AuctionQuery) async throws -> Found {
        let statements = AuctionStatements(query: query, pattern: nil)
        guard !statements.loose.isEmpty else {
            return try Self.page(of: query, try await pool.query(statements.plain), hasVersions: true)
        }
        let key = PlanKey(filter: query.filter, sort: query.sort)
        // On a connection of its own: others' short reads do not wait behind it.
        return try await pool.transaction { transaction in
            if let plan = plans[key], plan.made.duration(to: .now) < Self.planAge {
                return try await find(query, by: plan, in: transaction)
            }
            return try await plan(query, key: key, in: transaction)
        }
    }

    private func find(
        _ query: AuctionQuery, by plan: Plan, in transaction: PostgresTransaction
    ) async throws -> Found {
        let statements = AuctionStatements(query: query, pattern: plan.pattern)
        if plan.pattern == "" { return Found(ids: [], versions: nil, next: nil) }
        if let rare = plan.rare {
            let rows = try await transaction.commit(Self.memory, statements.sorted(from: rare))[1]
            return try Self.page(of: query, rows, hasVersions: false)
        }
        return try Self.walk(
            of: query, try await transaction.commit(statements.walk(reach: AuctionStatements.reach))[0])
    }

    /// Looks near the beginning first: what is common is found there, and what is not found there is
    /// so seldom that counting is cheap.
    private func plan(
        _ query: AuctionQuery, key: PlanKey, in transaction: PostgresTransaction
    ) async throws -> Found {
        var pattern: String?
        if let search = query.filter.search {
            let rows = try await transaction.run("SELECT search_pattern(\(search.text))")[0]
            pattern = try rows.first?.decode(String.self, at: 0)
        }
        let statements = AuctionStatements(query: query, pattern: pattern)
        var plan = Plan(pattern: pattern, rare: nil, made: .now)
        if pattern != "" {
            let first = try Self.walk(
                of: query, try await transaction.run(statements.walk(reach: AuctionStatements.firstReach))[0])
            if first.next == nil || first.ids.count == query.limit {
                keep(plan, for: key)
                return first
            }
            plan.rare = try await rarest(statements, in: transaction)
        }
        keep(plan, for: key)
        return try await find(query, by: plan, in: transaction)
    }

    /// The loose condition that the fewest rows meet, if they can be fetched whole.
    private func rarest(
        _ statements: AuctionStatements, in transaction: PostgresTransaction
    ) async throws -> AuctionStatements.Condition? {
        guard let row = try await transaction.run(Self.memory, statements.probe)[1].first else { return nil }
        var counts: [(condition: AuctionStatements.Condition, count: Int64)] = []
        for (index, condition) in statements.loose.enumerated() {
            guard let count = try row.decode(Int64?.self, at: index), count <= AuctionStatements.reach else {
                continue
            }
            counts.append((condition, count))
        }
        return counts.min { $0.count < $1.count }?.condition
    }

    private func keep(_ plan: Plan, for key: PlanKey) {
        if plans.count >= Self.mostPlans { plans.removeAll() }
        plans[key] = plan
    }

    /// The rows that have a gram of a common word are a bitmap of some megabytes; with less memory it
    /// forgets which rows of a page they were, and each must be looked at again.
    private static let memory: SQL = "SET LOCAL work_mem = '32MB'"

    /// From rows of which there is one more than the page holds if the list goes on.
    private static func page(of query: AuctionQuery, _ rows: Rows, hasVersions: Bool) throws -> Found {
        let shown = rows.prefix(query.limit)
        let next = rows.count > query.limit ? try shown.last.map { try AuctionQuery.Position(row: $0) } : nil
        return Found(
            ids: try shown.map { try $0.id(0) },
            versions: hasVersions ? try shown.map { try Auction.Version(row: $0, at: 2) } : nil, next: next)
    }

    private static func walk(of query: AuctionQuery, _ rows: Rows) throws -> Found {
        let items = try rows.filter { try $0.decode(Bool.self, at: 2) }
        let shown = items.prefix(query.limit)
        let last = items.count > query.limit ? shown.last : items.count < rows.count ? rows.last : nil
        return Found(
            ids: try shown.map { try $0.id(0) }, versions: nil,
            next: try last.map { try AuctionQuery.Position(row: $0) })
    }
}
