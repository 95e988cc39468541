import EventLoops
import Postgres

/// Auctions and lists of them as encoded bytes, on one loop.
///
/// Each read asks the database for the versions of the rows, once a turn for all requests of the turn,
/// and encodes only what has changed since. So the bytes are always those of now.
package actor AuctionReader {
    /// Encoded auctions kept on a loop: about 3 KiB each, 12 MiB in all.
    private static let capacity = 4096
    /// Encoded lists kept on a loop: about 16 KiB each.
    private static let listCapacity = 64

    /// An auction's JSON as it stands at `seq` of its room's log.
    package final class Page: Sendable {
        let auction: Auction
        package let bytes: [UInt8]
        let item: [UInt8]
        let version: Auction.Version
        let participantCount: Int

        package var seq: Int64 { auction.seq }

        init(_ auction: Auction, version: Auction.Version, participantCount: Int) {
            self.auction = auction
            self.version = version
            self.participantCount = participantCount
            var page = JSONWriter(capacity: 2048)
            auction.write(to: &page, participantCount: participantCount, isItem: false)
            bytes = page.bytes
            var item = JSONWriter(capacity: 1024)
            auction.write(to: &item, participantCount: participantCount, isItem: true)
            self.item = item.bytes
        }
    }

    private struct EncodedList {
        let pages: [Page]
        let next: String?
        let bytes: [UInt8]
    }

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let audience: RoomAudience
    private var pages: [AuctionID: Page] = [:]
    private var lists: [AuctionQuery: EncodedList] = [:]
    private lazy var auctionLoader = TurnLoader<AuctionID, Page>(on: loop, limit: 500) { [unowned self] ids in
        try await self.fetch(ids)
    }
    private lazy var listLoader = TurnLoader<AuctionQuery, [UInt8]>(on: loop, limit: 1) {
        [unowned self] queries in
        try await self.fetch(queries)
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool, audience: RoomAudience) {
        self.loop = loop
        self.pool = pool
        self.audience = audience
    }

    /// Throws `notFound`, or what the database threw.
    package func auction(_ id: AuctionID) async throws -> Page {
        guard let page = try await auctionLoader.load(id) else { throw Problem.notFound }
        return page
    }

    /// `{"items":[…],"next":…}`, items with their first picture only.
    package func list(_ query: AuctionQuery) async throws -> [UInt8] {
        try await listLoader.load(query) ?? []
    }

    private func fetch(_ ids: [AuctionID]) async throws -> [AuctionID: Page] {
        let rows = try await pool.query(
            """
            SELECT a.id, \(sql: Auction.versionColumns) FROM \(sql: Auction.source)
            WHERE a.id = ANY(\(ids.map(\.rawValue)))
            """)
        return try await current(rows.map { ($0, try Auction.Version(row: $0, at: 1)) })
    }

    private func fetch(_ queries: [AuctionQuery]) async throws -> [AuctionQuery: [UInt8]] {
        var lists: [AuctionQuery: [UInt8]] = [:]
        for query in queries {
            let rows = try await pool.query(query.statement)
            let shown = rows.prefix(query.limit)
            let next =
                rows.count > query.limit
                ? try shown.last.map { query.cursor(after: try AuctionQuery.Position(row: $0)) } : nil
            let found = try await current(shown.map { ($0, try Auction.Version(row: $0, at: 2)) })
            lists[query] = encode(query, try shown.compactMap { found[try $0.id(0)] }, next: next)
        }
        return lists
    }

    /// The pages of rows that begin with an id: those in memory where the version is still the same,
    /// and the others read as a whole.
    private func current(_ rows: [(row: Row, version: Auction.Version)]) async throws -> [AuctionID: Page] {
        var found: [AuctionID: Page] = [:]
        var changed: [Int64] = []
        for (row, version) in rows {
            let id: AuctionID = try row.id(0)
            if let page = pages[id], page.version == version {
                found[id] = counted(page)
            } else {
                changed.append(id.rawValue)
            }
        }
        guard !changed.isEmpty else { return found }
        let read = try await pool.query(
            "SELECT \(sql: Auction.columns) FROM \(sql: Auction.source) WHERE a.id = ANY(\(changed))")
        if pages.count + read.count > Self.capacity { pages.removeAll() }
        for row in read {
            let auction = try Auction(row: row)
            let version = try Auction.Version(row: row, at: 1)
            found[auction.id] = keep(
                Page(auction, version: version, participantCount: audience(of: auction.id)))
        }
        return found
    }

    /// The page with the number of people who are in the room now.
    private func counted(_ page: Page) -> Page {
        let count = audience(of: page.auction.id)
        guard count != page.participantCount else { return page }
        return keep(Page(page.auction, version: page.version, participantCount: count))
    }

    private func keep(_ page: Page) -> Page {
        pages[page.auction.id] = page
        return page
    }

    private func audience(of auction: AuctionID) -> Int {
        audience.assumeIsolated { $0.count(in: auction) }
    }

    /// The list's bytes: those of the last time if it is made of the same pages.
    private func encode(_ query: AuctionQuery, _ pages: [Page], next: String?) -> [UInt8] {
        if let known = lists[query], known.next == next, known.pages.elementsEqual(pages, by: ===) {
            return known.bytes
        }
        var json = JSONWriter(capacity: pages.reduce(64) { $0 + $1.item.count + 1 })
        json.object {
            $0.field("items") { $0.array(pages) { $0.raw($1.item) } }
            $0.field("next", next)
        }
        if lists.count >= Self.listCapacity { lists.removeAll() }
        lists[query] = EncodedList(pages: pages, next: next, bytes: json.bytes)
        return json.bytes
    }
}
