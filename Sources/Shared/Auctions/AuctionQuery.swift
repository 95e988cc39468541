import Cryptography
import Postgres

/// Which auctions a list shows, in which order, and where it goes on.
package struct AuctionQuery: Hashable, Sendable {
    /// By id, newest first; by the end, soonest first; by likes, most first.
    package enum Sort: String, Sendable, CaseIterable {
        case newest, endingSoon, popular
    }

    package static let limits: ClosedRange<Int64> = 1...100
    package static let defaultLimit: Int64 = 20

    package let status: AuctionStatus?
    package let category: String?
    package let seller: UserID?
    package let sort: Sort
    package let limit: Int
    let position: Position?

    /// The sort key of the last item of the page before, and its id.
    struct Position: Hashable, Sendable {
        let key: Int64
        let id: Int64

        init(key: Int64, id: Int64) {
            self.key = key
            self.id = id
        }

        /// From the first two columns of `statement`.
        init(row: Row) throws(PostgresError) {
            self.init(key: try row.decode(Int64.self, at: 1), id: try row.decode(Int64.self, at: 0))
        }
    }

    package init(
        status: AuctionStatus? = nil, category: String? = nil, seller: UserID? = nil,
        sort: Sort = .newest, limit: Int = Int(defaultLimit)
    ) {
        self.init(status: status, category: category, seller: seller, sort: sort, limit: limit, position: nil)
    }

    private init(
        status: AuctionStatus?, category: String?, seller: UserID?, sort: Sort, limit: Int,
        position: Position?
    ) {
        // What ends soon is live, unless the reader asks for another status.
        self.status = status ?? (sort == .endingSoon ? .live : nil)
        self.category = category
        self.seller = seller
        self.sort = sort
        self.limit = limit
        self.position = position
    }

    /// The same list behind `cursor`; nil if the cursor is of another list or was made up.
    package func after(_ cursor: String) -> AuctionQuery? {
        guard let bytes = Base64URL.decode(cursor) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(
            separator: "|", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == identity, let key = Int64(words[1]), let id = Int64(words[2])
        else {
            return nil
        }
        return AuctionQuery(
            status: status, category: category, seller: seller, sort: sort, limit: limit,
            position: Position(key: key, id: id))
    }

    func cursor(after position: Position) -> String {
        Base64URL.encode(Array("\(identity)|\(position.key)|\(position.id)".utf8))
    }

    /// What makes a list the same list, whatever its page and page size.
    private var identity: String {
        "\(sort.rawValue)/\(status?.rawValue ?? "")/\(category ?? "")/\(seller?.description ?? "")"
    }

    /// Ids, sort keys and versions of one item more than the page holds, so that its end is known.
    var statement: SQL {
        var conditions: SQL = "a.status <> 'cancelled'"
        if let status { conditions = "a.status = \(status.rawValue)::auction_status" }
        if let category { conditions = "\(sql: conditions) AND a.category = \(category)" }
        if let seller { conditions = "\(sql: conditions) AND a.seller_id = \(seller.rawValue)" }
        let order: SQL
        switch sort {
        case .newest:
            order = "a.id\(sql: tail) WHERE \(sql: conditions)\(sql: newestBehind) ORDER BY a.id DESC"
        case .endingSoon:
            order = """
                (extract(epoch FROM a.ends_at) * 1000000)::bigint\(sql: tail)
                WHERE \(sql: conditions)\(sql: endingBehind) ORDER BY a.ends_at, a.id
                """
        case .popular:
            order = """
                a.like_count::bigint\(sql: tail)
                WHERE \(sql: conditions)\(sql: popularBehind) ORDER BY a.like_count DESC, a.id DESC
                """
        }
        return "SELECT a.id, \(sql: order) LIMIT \(limit + 1)"
    }

    private var tail: SQL { ", \(sql: Auction.versionColumns) FROM \(sql: Auction.source)" }

    private var newestBehind: SQL {
        guard let position else { return "" }
        return " AND a.id < \(position.id)"
    }

    private var endingBehind: SQL {
        guard let position else { return "" }
        return " AND (a.ends_at, a.id) > (\(Timestamp(microseconds: position.key)), \(position.id))"
    }

    private var popularBehind: SQL {
        guard let position else { return "" }
        return " AND (a.like_count, a.id) < (\(position.key)::int, \(position.id))"
    }
}
