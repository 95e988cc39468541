import Postgres

/// An auction as everybody sees it.
package struct Auction: Sendable {
    package let id: AuctionID
    package let seller: PublicProfile
    package let title: String
    package let description: String
    package let category: String
    /// JSON: all pictures in order, and the first alone.
    let images: String
    let firstImage: String
    let cover: AuctionPage.Card.Image?
    package let estimate: Money?
    package let startPrice: Money
    package let price: Money?
    package let bidCount: Int
    package let leader: PublicProfile?
    package let status: AuctionStatus
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    let softCloseSeconds: Int64
    package let likeCount: Int
    package let seq: Int64
    package let createdAt: Timestamp

    /// Writes the `Auction` of docs/openapi.yaml as somebody sees it who does not like it; `isItem` keeps
    /// the first picture only. Returns where in the bytes the `false` of `liked` stands.
    @discardableResult
    func write(to json: inout JSONWriter, participantCount: Int, isItem: Bool) -> Int {
        var flag = 0
        json.object {
            $0.field("id", id)
            $0.field("seller", seller)
            $0.field("title", title)
            $0.field("description", description)
            $0.field("category", category)
            $0.field("images") { $0.raw(isItem ? firstImage : images) }
            $0.field("estimate", estimate)
            $0.field("startPrice", startPrice)
            $0.field("price", price)
            $0.field("bidIncrement", bidIncrement(at: price ?? startPrice))
            $0.field("bidCount", bidCount)
            $0.field("leader", leader)
            $0.field("status", status.rawValue)
            $0.field("startsAt", startsAt)
            $0.field("endsAt", endsAt)
            $0.field("softCloseSeconds", softCloseSeconds)
            $0.field("likeCount", likeCount)
            $0.field("liked") {
                flag = $0.bytes.count
                $0.raw("false")
            }
            $0.field("participantCount", participantCount)
            $0.field("seq", seq)
            $0.field("createdAt", createdAt)
        }
        return flag
    }
}

extension Auction {
    /// The columns that `Version` reads: the three change with every new version of the rows that the
    /// object is made of, so they tell whether an encoded copy is still right.
    static let versionColumns: SQL = "a.xmin, s.xmin, l.xmin"

    /// The columns that `init(row:)` reads.
    static let columns: SQL = """
        a.id, \(sql: versionColumns),
        s.id, s.username, s.image_url, s.manner_score, l.id, l.username, l.image_url, l.manner_score,
        a.title, a.description, a.category, a.estimate::bigint, a.start_price::bigint, a.price::bigint,
        a.bid_count, a.status::text, a.starts_at, a.ends_at, a.like_count, a.seq, a.created_at,
        coalesce((
            SELECT json_agg(\(sql: image) ORDER BY p.position)
            FROM auction_image p JOIN image i ON i.id = p.image_id WHERE p.auction_id = a.id), '[]')::text,
        CASE WHEN i.id IS NULL THEN '[]' ELSE json_build_array(\(sql: image))::text END,
        i.url, i.width::bigint, i.height::bigint, a.soft_close_seconds::bigint
        """
    /// Pictures of before there were three sizes have no medium one.
    private static let image: SQL = """
        json_build_object('id', i.id, 'url', i.url, 'mediumUrl', coalesce(i.medium_url, i.url),
            'thumbnailUrl', i.thumbnail_url, 'width', i.width, 'height', i.height)
        """
    static let source: SQL = """
        auction a JOIN person s ON s.id = a.seller_id LEFT JOIN person l ON l.id = a.leader_id
        """
    /// The same with the first picture, for `columns`.
    static let sourceWithCover: SQL = """
        \(sql: source) LEFT JOIN auction_image first ON first.auction_id = a.id AND first.position = 0
            LEFT JOIN image i ON i.id = first.image_id
        """

    /// Which versions of its rows an encoded auction was made of.
    struct Version: Equatable {
        let auction: Int64
        let seller: Int64
        let leader: Int64?

        /// From three columns that start at `column`.
        init(row: Row, at column: Int) throws(PostgresError) {
            auction = try row.decode(Int64.self, at: column)
            seller = try row.decode(Int64.self, at: column + 1)
            leader = try row.decode(Int64?.self, at: column + 2)
        }
    }

    init(row: Row) throws(PostgresError) {
        guard let seller = try row.profile(at: 4),
            let status = AuctionStatus(rawValue: try row.decode(String.self, at: 19))
        else { throw .decoding("an auction without a seller or a known status") }
        id = try row.id(0)
        self.seller = seller
        leader = try row.profile(at: 8)
        title = try row.decode(String.self, at: 12)
        description = try row.decode(String.self, at: 13)
        category = try row.decode(String.self, at: 14)
        estimate = try row.decode(Int64?.self, at: 15)
        startPrice = try row.decode(Int64.self, at: 16)
        price = try row.decode(Int64?.self, at: 17)
        bidCount = Int(try row.decode(Int32.self, at: 18))
        self.status = status
        startsAt = try row.decode(Timestamp.self, at: 20)
        endsAt = try row.decode(Timestamp.self, at: 21)
        likeCount = Int(try row.decode(Int32.self, at: 22))
        seq = try row.decode(Int64.self, at: 23)
        createdAt = try row.decode(Timestamp.self, at: 24)
        images = try row.decode(String.self, at: 25)
        firstImage = try row.decode(String.self, at: 26)
        softCloseSeconds = try row.decode(Int64.self, at: 30)
        if let url = try row.decode(String?.self, at: 27) {
            cover = AuctionPage.Card.Image(
                url: url, width: try row.decode(Int64.self, at: 28),
                height: try row.decode(Int64.self, at: 29))
        } else {
            cover = nil
        }
    }
}
