import Postgres

package typealias NotificationID = ID<StoredNotification>

/// Something that a person was told, with what is needed to show it.
package struct StoredNotification: Sendable {
    let id: NotificationID
    let kind: String
    let at: Timestamp
    let isRead: Bool
    let auction: AuctionID
    let title: String
    /// The thumbnail of the auction's first picture.
    let imageUrl: String?
    /// The auction's price now; nil before the first bid.
    let price: Money?
    /// The trade that it is about, and the other side of it.
    let trade: TradeID?
    let partner: PublicProfile?

    /// The columns that `init(row:at:)` reads, of `source`.
    static let columns: SQL = """
        n.id, n.kind, n.at, n.read_at IS NOT NULL, a.id, a.title, i.thumbnail_url, a.price::bigint,
        t.id, p.id, p.username, p.image_url, p.manner_score
        """
    static let columnCount = 13

    /// What is joined to a notification `n`.
    static let joins: SQL = """
        JOIN auction a ON a.id = n.auction_id
        LEFT JOIN auction_image f ON f.auction_id = a.id AND f.position = 0
        LEFT JOIN image i ON i.id = f.image_id
        LEFT JOIN trade t ON t.id = n.trade_id
        LEFT JOIN person p ON p.id = CASE n.person_id WHEN t.seller_id THEN t.winner_id ELSE t.seller_id END
        """

    /// The most that is counted.
    static let mostUnread = 100

    /// How many a person has not read, as far as `mostUnread`.
    static func unread(of person: SQL) -> SQL {
        """
        (SELECT count(*) FROM (SELECT FROM notification u WHERE u.person_id = \(sql: person)
            AND u.read_at IS NULL LIMIT \(mostUnread)) unread)
        """
    }

    /// From columns that start at `column`.
    init(row: Row, at column: Int) throws(PostgresError) {
        id = try row.id(column)
        kind = try row.decode(String.self, at: column + 1)
        at = try row.decode(Timestamp.self, at: column + 2)
        isRead = try row.decode(Bool.self, at: column + 3)
        auction = try row.id(column + 4)
        title = try row.decode(String.self, at: column + 5)
        imageUrl = try row.decode(String?.self, at: column + 6)
        price = try row.decode(Int64?.self, at: column + 7)
        trade = try row.decode(Int64?.self, at: column + 8).map { TradeID($0) }
        partner = try row.profile(at: column + 9)
    }

    /// Writes the fields of `Notification` in docs/openapi.yaml, inside of an object.
    func writeFields(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("kind", kind)
        json.field("at", at)
        json.field("read", isRead)
        json.field("auction", auction)
        json.field("title", title)
        json.field("imageUrl", imageUrl)
        json.field("price", price)
        if let trade { json.field("trade", trade) }
        if let partner { json.field("partner", partner) }
    }

    /// What the person's sockets get: docs/realtime.md, "notification".
    func pushed(unread: Int64) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        json.object {
            $0.field("type", "notification")
            writeFields(to: &$0)
            $0.field("unread", unread)
        }
        return json.bytes
    }
}
