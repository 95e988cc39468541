import Postgres

/// In which order a list is.
package enum AuctionSort: String, Sendable, CaseIterable {
    /// By id, newest first; what a person likes, latest like first.
    case newest
    /// By the end, soonest first; live ones unless another status is asked for.
    case endingSoon
    /// By likes, most first.
    case popular
    /// By the current price, lowest first, and highest first.
    case price, priceDescending

    /// What a cursor's key may be: the database compares it with a column of this range.
    var keys: ClosedRange<Int64> {
        switch self {
        case .newest: 0...Int64.max
        case .endingSoon: 0...253_402_300_799_000_000  // the end of the year 9999, in microseconds
        case .popular: 0...Int64(Int32.max)
        case .price, .priceDescending: moneyRange
        }
    }

    var isByPrice: Bool { self == .price || self == .priceDescending }
}

/// How an order is written in SQL. Auctions are `a`.
struct AuctionOrder {
    /// Tables in which the order has its index.
    let source: SQL
    /// The current price.
    let price: SQL
    /// Integer that a cursor holds.
    let key: SQL
    let ordering: SQL
    /// Condition on what stands behind the position; empty at the beginning.
    let behind: SQL

    /// The order as its index has it.
    static func walked(_ query: AuctionQuery) -> AuctionOrder {
        switch (query.sort, query.filter.scope) {
        case (.newest, .liked):
            AuctionOrder(
                source: "auction_like k JOIN auction a ON a.id = k.auction_id", price: current, key: "k.id",
                ordering: "k.id DESC", behind: query.position.map { " AND k.id < \($0.key)" } ?? "")
        case (.newest, .bidding(let person)):
            AuctionOrder(query, source: bidOn(by: person, before: query.position), price: current, id: "a.id")
        case (.price, _), (.priceDescending, _):
            AuctionOrder(
                query, source: "auction_price p JOIN auction a ON a.id = p.auction_id", price: "p.price",
                id: "p.auction_id")
        default: sorted(query)
        }
    }

    /// Auctions that a page looks at where a person has bid: those were listed within some weeks. 3 ms.
    private static let mostBidOn: Int64 = 1000

    /// Auctions in which the person has bid, newest first: each is found by one look into the index of bids,
    /// however many bids there are.
    private static func bidOn(by person: UserID, before position: AuctionQuery.Position?) -> SQL {
        func newest(below bound: SQL) -> SQL {
            """
            (SELECT b.auction_id FROM bid b WHERE b.bidder_id = \(person.rawValue)
                AND b.auction_id < \(sql: bound) ORDER BY b.auction_id DESC LIMIT 1)
            """
        }
        return """
            (WITH RECURSIVE found (id, place) AS (
                SELECT \(sql: newest(below: "\(position?.id ?? .max)")), 1
                UNION ALL
                SELECT \(sql: newest(below: "found.id")), place + 1 FROM found
                WHERE found.id IS NOT NULL AND place < \(mostBidOn))
            SELECT id FROM found WHERE id IS NOT NULL) k JOIN auction a ON a.id = k.id
            """
    }

    /// The order of rows that were found some other way.
    static func sorted(_ query: AuctionQuery) -> AuctionOrder {
        AuctionOrder(query, source: "auction a", price: current, id: "a.id")
    }

    private static let current: SQL = "coalesce(a.price, a.start_price)::bigint"

    private init(source: SQL, price: SQL, key: SQL, ordering: SQL, behind: SQL) {
        self.source = source
        self.price = price
        self.key = key
        self.ordering = ordering
        self.behind = behind
    }

    private init(_ query: AuctionQuery, source: SQL, price: SQL, id: SQL) {
        let position = query.position
        func behind(_ column: SQL, _ sign: SQL, _ value: (Int64) -> SQL) -> SQL {
            guard let position else { return "" }
            return
                " AND (\(sql: column), \(sql: id)) \(sql: sign) (\(sql: value(position.key)), \(position.id))"
        }
        self.source = source
        self.price = price
        switch query.sort {
        case .newest:
            key = id
            ordering = "\(sql: id) DESC"
            self.behind = position.map { " AND a.id < \($0.id)" } ?? ""
        case .endingSoon:
            key = "(extract(epoch FROM a.ends_at) * 1000000)::bigint"
            ordering = "a.ends_at, \(sql: id)"
            self.behind = behind("a.ends_at", ">") { "\(Timestamp(microseconds: $0))" }
        case .popular:
            key = "a.like_count::bigint"
            ordering = "a.like_count DESC, \(sql: id) DESC"
            self.behind = behind("a.like_count", "<") { "\($0)::int" }
        case .price:
            key = price
            ordering = "\(sql: price), \(sql: id)"
            self.behind = behind(price, ">") { "\($0)" }
        case .priceDescending:
            key = price
            ordering = "\(sql: price) DESC, \(sql: id) DESC"
            self.behind = behind(price, "<") { "\($0)" }
        }
    }
}
