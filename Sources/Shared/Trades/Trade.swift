import Postgres

package typealias TradeID = ID<Trade>

/// A trade as one of its two sides sees it.
package struct Trade: Sendable {
    /// Which side a person is on.
    enum Side: String, Sendable {
        case seller, winner
    }

    let id: TradeID
    let auction: AuctionID
    let title: String
    let imageUrl: String?
    let price: Money?
    let side: Side
    let partner: PublicProfile
    let progress: TradeProgress
    let unread: Int64
    let readUpTo: Int64
    let partnerReadUpTo: Int64
    /// The head of the log.
    let seq: Int64
    let activeAt: Timestamp
    let createdAt: Timestamp
    /// The last entry of the log; nil if there is none.
    let last: TradeEntry?

    /// The columns that `init(row:)` reads, as `viewer` sees a trade `t` with `joins`.
    static func columns(for viewer: UserID) -> SQL {
        let isSeller: SQL = "t.seller_id = \(viewer.rawValue)"
        return """
            t.id, a.id, a.title, i.thumbnail_url, a.price::bigint, CASE WHEN \(sql: isSeller) THEN 'seller' ELSE 'winner' END,
            p.id, p.username, p.image_url, p.manner_score, t.state, t.proposed, t.proposed_by,
            CASE WHEN \(sql: isSeller) THEN t.seller_unread ELSE t.winner_unread END,
            CASE WHEN \(sql: isSeller) THEN t.seller_read ELSE t.winner_read END,
            CASE WHEN \(sql: isSeller) THEN t.winner_read ELSE t.seller_read END,
            t.seq, t.active_at, t.created_at, \(sql: TradeEntry.columns)
            """
    }

    static func joins(for viewer: UserID) -> SQL {
        """
        JOIN auction a ON a.id = t.auction_id
        LEFT JOIN auction_image f ON f.auction_id = a.id AND f.position = 0
        LEFT JOIN image i ON i.id = f.image_id
        JOIN person p ON p.id = CASE t.seller_id WHEN \(viewer.rawValue) THEN t.winner_id ELSE t.seller_id END
        LEFT JOIN trade_message m ON m.trade_id = t.id AND m.seq = t.seq
        LEFT JOIN person w ON w.id = m.author_id
        """
    }

    init(row: Row) throws {
        guard let partner = try row.profile(at: 6), let progress = try row.progress(at: 10),
            let side = Side(rawValue: try row.decode(String.self, at: 5))
        else { throw PostgresError.decoding("a trade without a partner or a state") }
        id = try row.id(0)
        auction = try row.id(1)
        title = try row.decode(String.self, at: 2)
        imageUrl = try row.decode(String?.self, at: 3)
        price = try row.decode(Int64?.self, at: 4)
        self.side = side
        self.partner = partner
        self.progress = progress
        unread = try row.decode(Int64.self, at: 13)
        readUpTo = try row.decode(Int64.self, at: 14)
        partnerReadUpTo = try row.decode(Int64.self, at: 15)
        seq = try row.decode(Int64.self, at: 16)
        activeAt = try row.decode(Timestamp.self, at: 17)
        createdAt = try row.decode(Timestamp.self, at: 18)
        last = try row.decode(Int64?.self, at: 19) == nil ? nil : try TradeEntry(row: row, at: 19)
    }

    /// Writes the `Trade` of docs/openapi.yaml.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("auction") {
                $0.object {
                    $0.field("id", auction)
                    $0.field("title", title)
                    $0.field("imageUrl", imageUrl)
                    $0.field("price", price)
                }
            }
            json.field("role", side.rawValue)
            json.field("partner", partner)
            json.field("state", progress.state.rawValue)
            json.field("proposal", progress.proposal)
            json.field("moves") { $0.array(progress.state.moves) { $0.value($1.rawValue) } }
            json.field("lastMessage") { json in
                guard let last else { return json.raw("null") }
                json.object { last.writeFields(to: &$0) }
            }
            json.field("unreadCount", unread)
            json.field("readUpTo", readUpTo)
            json.field("partnerReadUpTo", partnerReadUpTo)
            json.field("seq", seq)
            json.field("at", activeAt)
            json.field("createdAt", createdAt)
        }
    }
}
