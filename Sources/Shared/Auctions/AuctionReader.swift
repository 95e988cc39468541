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
        package let seq: Int64
        package let bytes: [UInt8]
        let item: [UInt8]
        let version: Auction.Version
        let participantCount: Int

        init(_ auction: Auction, version: Auction.Version, participantCount: Int) {
            seq = auction.seq
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
            SELECT \(sql: Auction.columns) FROM \(sql: Auction.source)
            WHERE a.id = ANY(\(ids.map(\.rawValue)))
            """)
        if pages.count + ids.count > Self.capacity { pages.removeAll() }
        var found: [AuctionID: Page] = [:]
        for row in rows {
            let id: AuctionID = try row.id(0)
            let version = try Auction.Version(row: row)
            let count = await audience.count(in: id)
            if let page = pages[id], page.version == version, page.participantCount == count {
                found[id] = page
            } else {
                let page = Page(try Auction(row: row), version: version, participantCount: count)
                pages[id] = page
                found[id] = page
            }
        }
        return found
    }

    private func fetch(_ queries: [AuctionQuery]) async throws -> [AuctionQuery: [UInt8]] {
        var lists: [AuctionQuery: [UInt8]] = [:]
        for query in queries {
            let rows = try await pool.query(query.statement)
            let positions = try rows.map { row in
                AuctionQuery.Position(
                    key: try row.decode(Int64.self, at: 1), id: try row.decode(Int64.self, at: 0))
            }
            let shown = positions.prefix(query.limit)
            let next = positions.count > query.limit ? shown.last.map { query.cursor(after: $0) } : nil
            let ids = shown.map { AuctionID($0.id) }
            let found = try await fetch(ids)
            lists[query] = encode(query, ids.compactMap { found[$0] }, next: next)
        }
        return lists
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
