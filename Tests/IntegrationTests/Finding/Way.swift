import Postgres

@testable import Shared

/// The ways in which a list is made: as people get it, and each of the finder's own.
enum Way: CustomStringConvertible {
    case asked
    case sorted(AuctionStatements.Condition)
    /// By a walk that looks at so many rows for a page.
    case walk(Int)

    /// Those that can make this list.
    static func all(of query: AuctionQuery) -> [Way] {
        let loose = AuctionStatements(query: query, pattern: nil).loose
        guard !loose.isEmpty else { return [.asked] }
        return [.asked, .walk(3), .walk(50)] + loose.map(Way.sorted)
    }

    var description: String {
        switch self {
        case .asked: "as asked"
        case .sorted(let condition): "sorted from \(condition)"
        case .walk(let reach): "by a walk of \(reach)"
        }
    }

    struct Page {
        let ids: [Int64]
        let next: AuctionQuery?
    }

    func page(_ query: AuctionQuery, _ services: LoopServices) async throws -> Page {
        if case .asked = self {
            let bytes = try await services.auctions.list(query).bytes
            return Page(
                ids: items(bytes).compactMap { $0["id"] as? Int64 },
                next: try (object(bytes)["next"] as? String).map { try read($0, query) })
        }
        var pattern: String?
        if let search = query.filter.search {
            pattern = try await services.pool.query("SELECT search_pattern(\(search.text))")[0].string(0)
            if pattern == "" { return Page(ids: [], next: nil) }
        }
        let statements = AuctionStatements(query: query, pattern: pattern)
        let limit = query.limit
        switch self {
        case .walk(let reach):
            let rows = try await services.pool.query(statements.walk(reach: reach))
            let items = try rows.filter { try $0.decode(Bool.self, at: 2) }
            let end = items.count > limit ? items[limit - 1] : items.count < rows.count ? rows.last : nil
            return Page(
                ids: try items.prefix(limit).map { try $0.int64(0) },
                next: try end.map { try goOn(query, $0) })
        case .sorted(let condition):
            let rows = try await services.pool.query(statements.sorted(from: condition))
            // One row without an id where nothing is found.
            let ids = try rows.prefix(limit).compactMap { try $0.decode(Int64?.self, at: 0) }
            let end = rows.count > limit ? rows[limit - 1] : nil
            return Page(ids: ids, next: try end.map { try goOn(query, $0) })
        case .asked: return Page(ids: [], next: nil)
        }
    }

    private func goOn(_ query: AuctionQuery, _ row: Row) throws -> AuctionQuery {
        try read(query.cursor(after: AuctionQuery.Position(row: row)), query)
    }

    private func read(_ cursor: String, _ query: AuctionQuery) throws -> AuctionQuery {
        guard let next = query.after(cursor) else {
            throw PostgresError.decoding("a cursor of its own refused")
        }
        return next
    }

    /// All pages, up to an absurd number; `between` them others may change what they like.
    func walk(
        _ query: AuctionQuery, _ services: [LoopServices], between: () async throws -> Void = {}
    ) async throws -> [Int64] {
        var ids: [Int64] = []
        var next: AuctionQuery? = query
        for index in 0..<10_000 {
            guard let query = next else { return ids }
            let page = try await page(query, services[index % services.count])
            ids += page.ids
            next = page.next
            if next != nil { try await between() }
        }
        throw PostgresError.decoding("a walk without an end")
    }
}
