import EventLoops
import Postgres

/// Auctions and lists of them as encoded bytes, on one loop.
///
/// Each read asks the database for the versions of the rows, once a turn for all requests of the turn,
/// and encodes only what has changed since. So the bytes are always those of now.
package actor AuctionReader {
    /// Bytes of encoded auctions kept on a loop: some ten thousand, but few with the longest descriptions.
    private static let capacity = 32 << 20
    /// Encoded lists kept on a loop: about 16 KiB each.
    private static let listCapacity = 64

    private struct EncodedList {
        let pages: [AuctionPage]
        let next: String?
        let encoded: EncodedAuctions
    }

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let audience: RoomAudience
    private let finder: AuctionFinder
    private var pages: [AuctionID: AuctionPage] = [:]
    private var pagesSize = 0
    private var lists: [AuctionQuery: EncodedList] = [:]
    private lazy var auctionLoader = TurnLoader<AuctionID, AuctionPage>(on: loop, limit: 500) {
        [unowned self] ids in
        try await self.fetch(ids)
    }
    private lazy var listLoader = TurnLoader<AuctionQuery, EncodedAuctions>(on: loop, limit: 1) {
        [unowned self] queries in
        try await self.fetch(queries)
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool, audience: RoomAudience) {
        self.loop = loop
        self.pool = pool
        self.audience = audience
        finder = AuctionFinder(on: loop, pool: pool)
    }

    /// Throws `notFound`, or what the database threw.
    package func auction(_ id: AuctionID) async throws -> AuctionPage {
        guard let page = try await auctionLoader.load(id) else { throw Problem.notFound }
        return page
    }

    /// `{"items":[…],"next":…}`, items with their first picture only.
    package func list(_ query: AuctionQuery) async throws -> EncodedAuctions {
        guard let list = try await listLoader.load(query) else { throw Problem.notFound }
        return list
    }

    /// The ones of these that are live or upcoming, in their order, as a list that does not go on.
    package func list(open ids: [AuctionID]) async throws -> EncodedAuctions {
        let found = try await fetch(ids)
        let open = ids.compactMap { found[$0] }.filter {
            $0.auction.status == .live || $0.auction.status == .upcoming
        }
        return encode(open, next: nil)
    }

    private func fetch(_ ids: [AuctionID]) async throws -> [AuctionID: AuctionPage] {
        let rows = try await pool.query(
            """
            SELECT a.id, \(sql: Auction.versionColumns) FROM \(sql: Auction.source)
            WHERE a.id = ANY(\(ids.map(\.rawValue)))
            """)
        return try await current(rows.map { (try $0.id(0), try Auction.Version(row: $0, at: 1)) })
    }

    private func fetch(_ queries: [AuctionQuery]) async throws -> [AuctionQuery: EncodedAuctions] {
        var lists: [AuctionQuery: EncodedAuctions] = [:]
        for query in queries {
            let found = try await finder.find(query)
            let pages =
                if let versions = found.versions {
                    try await current(Array(zip(found.ids, versions)))
                } else {
                    try await fetch(found.ids)
                }
            lists[query] = encode(
                query, found.ids.compactMap { pages[$0] }, next: found.next.map(query.cursor(after:)))
        }
        return lists
    }

    /// The pages of auctions: those in memory where the version is still the same, and the others read
    /// as a whole.
    private func current(
        _ versions: [(id: AuctionID, version: Auction.Version)]
    ) async throws -> [AuctionID: AuctionPage] {
        var found: [AuctionID: AuctionPage] = [:]
        var changed: [Int64] = []
        for (id, version) in versions {
            if let page = pages[id], page.version == version {
                found[id] = counted(page)
            } else {
                changed.append(id.rawValue)
            }
        }
        guard !changed.isEmpty else { return found }
        let read = try await pool.query(
            "SELECT \(sql: Auction.columns) FROM \(sql: Auction.sourceWithCover) WHERE a.id = ANY(\(changed))"
        )
        for row in read {
            let auction = try Auction(row: row)
            let version = try Auction.Version(row: row, at: 1)
            found[auction.id] = keep(
                AuctionPage(auction, version: version, participantCount: audience(of: auction.id)))
        }
        return found
    }

    /// The page with the number of people who are in the room now.
    private func counted(_ page: AuctionPage) -> AuctionPage {
        let count = audience(of: page.auction.id)
        guard count != page.participantCount else { return page }
        return keep(AuctionPage(page.auction, version: page.version, participantCount: count))
    }

    private func keep(_ page: AuctionPage) -> AuctionPage {
        if pagesSize > Self.capacity {
            pages.removeAll()
            pagesSize = 0
        }
        pagesSize += page.size - (pages.updateValue(page, forKey: page.auction.id)?.size ?? 0)
        return page
    }

    private func audience(of auction: AuctionID) -> Int {
        audience.assumeIsolated { $0.count(in: auction) }
    }

    /// The list's bytes: those of the last time if it is made of the same pages.
    private func encode(_ query: AuctionQuery, _ pages: [AuctionPage], next: String?) -> EncodedAuctions {
        if let known = lists[query], known.next == next, known.pages.elementsEqual(pages, by: ===) {
            return known.encoded
        }
        let encoded = encode(pages, next: next)
        if lists.count >= Self.listCapacity { lists.removeAll() }
        lists[query] = EncodedList(pages: pages, next: next, encoded: encoded)
        return encoded
    }

    private func encode(_ pages: [AuctionPage], next: String?) -> EncodedAuctions {
        var json = JSONWriter(capacity: pages.reduce(64) { $0 + $1.item.count + 1 })
        var flags: [EncodedAuctions.Flag] = []
        flags.reserveCapacity(pages.count)
        json.object {
            $0.field("items") {
                $0.array(pages) {
                    flags.append(.init(auction: $1.auction.id, offset: $0.bytes.count + $1.itemFlag))
                    $0.raw($1.item)
                }
            }
            $0.field("next", next)
        }
        return EncodedAuctions(json.bytes, flags: flags)
    }
}
