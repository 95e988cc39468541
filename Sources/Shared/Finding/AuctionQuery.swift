import Cryptography
import Postgres

/// Which auctions a list shows, in which order, and where it goes on.
package struct AuctionQuery: Hashable, Sendable {
    package static let limits: ClosedRange<Int64> = 1...100
    package static let defaultLimit: Int64 = 20

    package let filter: AuctionFilter
    package let sort: AuctionSort
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

        /// From a row that begins with the id and the key.
        init(row: Row) throws(PostgresError) {
            self.init(key: try row.decode(Int64.self, at: 1), id: try row.decode(Int64.self, at: 0))
        }
    }

    package init(
        _ filter: AuctionFilter = AuctionFilter(), sort: AuctionSort = .newest,
        limit: Int = Int(defaultLimit)
    ) {
        self.init(filter, sort: sort, limit: limit, position: nil)
    }

    private init(_ filter: AuctionFilter, sort: AuctionSort, limit: Int, position: Position?) {
        var filter = filter
        // What ends soon is live, unless the reader asks for another status.
        if filter.status == nil, sort == .endingSoon { filter.status = .live }
        self.filter = filter
        self.sort = sort
        self.limit = limit
        self.position = position
    }

    /// The same list behind `cursor`; nil if the cursor is of another list or was made up.
    package func after(_ cursor: String) -> AuctionQuery? {
        guard let bytes = Base64URL.decode(cursor) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(
            separator: "|", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == identity, let key = Int64(words[1]), let id = Int64(words[2]),
            sort.keys.contains(key)
        else {
            return nil
        }
        return AuctionQuery(filter, sort: sort, limit: limit, position: Position(key: key, id: id))
    }

    func cursor(after position: Position) -> String {
        Base64URL.encode(Array("\(identity)|\(position.key)|\(position.id)".utf8))
    }

    /// What makes a list the same list, whatever its page and page size: 64 bits of a hash, since a
    /// search may be long.
    private var identity: String {
        Base64URL.encode(Array(sha256(Array("\(sort.rawValue)\u{1F}\(filter.identity)".utf8)).prefix(8)))
    }
}
