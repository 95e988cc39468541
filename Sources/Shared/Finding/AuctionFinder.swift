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
        var pattern: String?
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
            try await transaction.run(Self.settings)
            if let plan = plans[key], plan.made.duration(to: .now) < Self.planAge,
                let found = try await find(query, by: plan, in: transaction)
            {
                return found
            }
            return try await plan(query, key: key, in: transaction)
        }
    }

    /// Nil if what was rare has become common.
    private func find(
        _ query: AuctionQuery, by plan: Plan, in transaction: PostgresTransaction
    ) async throws -> Found? {
        if plan.pattern == "" { return Found(ids: [], versions: nil, next: nil) }
        let statements = AuctionStatements(query: query, pattern: plan.pattern)
        if let rare = plan.rare { return try await sorted(statements, from: rare, in: transaction) }
        return try await walk(statements, reach: AuctionStatements.reach, in: transaction)
    }

    private func plan(
        _ query: AuctionQuery, key: PlanKey, in transaction: PostgresTransaction
    ) async throws -> Found {
        var plan = Plan(pattern: nil, rare: nil, made: .now)
        let found = try await find(query, making: &plan, in: transaction)
        if plans.count >= Self.mostPlans { plans.removeAll() }
        plans[key] = plan
        return found
    }

    /// Looks near the beginning first: what is common is found there, and what is not found there is
    /// so seldom that fetching all of it is cheap.
    private func find(
        _ query: AuctionQuery, making plan: inout Plan, in transaction: PostgresTransaction
    ) async throws -> Found {
        if let search = query.filter.search {
            let rows = try await transaction.run("SELECT search_pattern(\(search.text))")[0]
            plan.pattern = try rows.first?.decode(String.self, at: 0)
        }
        if plan.pattern == "" { return Found(ids: [], versions: nil, next: nil) }
        let statements = AuctionStatements(query: query, pattern: plan.pattern)
        let first = try await walk(statements, reach: AuctionStatements.firstReach, in: transaction)
        if first.next == nil || first.ids.count == query.limit { return first }
        for condition in try await candidates(statements, in: transaction) {
            guard let found = try await sorted(statements, from: condition, in: transaction) else { continue }
            plan.rare = condition
            return found
        }
        return try await walk(statements, reach: AuctionStatements.reach, in: transaction)
    }

    /// The loose conditions that may be met by few rows, the rarest first. A search comes last, untried:
    /// counting costs as much as fetching.
    private func candidates(
        _ statements: AuctionStatements, in transaction: PostgresTransaction
    ) async throws -> [AuctionStatements.Condition] {
        var rare: [(condition: AuctionStatements.Condition, count: Int64)] = []
        let counted = statements.loose.filter { $0 != .search }
        if !counted.isEmpty, let row = try await transaction.run(statements.count(counted))[0].first {
            for (index, condition) in counted.enumerated() {
                let count = try row.decode(Int64.self, at: index)
                if count <= AuctionStatements.mostHits { rare.append((condition, count)) }
            }
        }
        var candidates = rare.sorted { $0.count < $1.count }.map(\.condition)
        if statements.loose.contains(.search) {
            let rows = try await transaction.run(statements.maySearchBeRare)[0]
            if try rows.first?.decode(Bool.self, at: 0) == true { candidates.append(.search) }
        }
        return candidates
    }

    /// Nil if more rows meet the condition than are fetched.
    private func sorted(
        _ statements: AuctionStatements, from condition: AuctionStatements.Condition,
        in transaction: PostgresTransaction
    ) async throws -> Found? {
        let rows = try await transaction.run(statements.sorted(from: condition))[0]
        guard let met = try rows.first?.decode(Int64.self, at: 2), met <= AuctionStatements.mostHits else {
            return nil
        }
        let isEmpty = try rows.first?.decode(Int64?.self, at: 0) == nil
        return try Self.page(of: statements.query, isEmpty ? [] : Array(rows), hasVersions: false)
    }

    private func walk(
        _ statements: AuctionStatements, reach: Int, in transaction: PostgresTransaction
    ) async throws -> Found {
        try Self.walk(of: statements.query, try await transaction.run(statements.walk(reach: reach))[0])
    }

    /// The rows that have a gram of a common word are a bitmap of some megabytes; with less memory it
    /// forgets which rows of a page they were, and each must be looked at again. And compiling a
    /// statement would take longer than running it.
    private static let settings: SQL =
        "SELECT set_config('work_mem', '32MB', true), set_config('jit', 'off', true)"

    /// From rows of which there is one more than the page holds if the list goes on.
    private static func page(
        of query: AuctionQuery, _ rows: some RandomAccessCollection<Row>, hasVersions: Bool
    ) throws -> Found {
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
