import Postgres

/// What is written and told when one side has read a trade.
enum TradeReadMark {
    /// Moves the mark, counts what is left behind it, and makes the person's notification of the trade read if
    /// that is nothing.
    static func writes(_ mark: Int64, in trade: LockedTrade, by person: UserID) -> [SQL] {
        let side: (read: SQL, unread: SQL) =
            person == trade.seller ? ("seller_read", "seller_unread") : ("winner_read", "winner_unread")
        let left: SQL = """
            FROM trade_message WHERE trade_id = \(trade.id.rawValue) AND seq > \(mark)
                AND author_id <> \(person.rawValue)
            """
        return [
            """
            UPDATE trade SET \(sql: side.read) = \(mark), \(sql: side.unread) = (SELECT count(*)::int \(sql: left))
            WHERE id = \(trade.id.rawValue) RETURNING \(sql: side.unread)
            """,
            """
            UPDATE notification SET read_at = clock_timestamp()
            WHERE person_id = \(person.rawValue) AND auction_id = \(trade.auction.rawValue)
                AND kind = 'tradeMessage' AND read_at IS NULL AND NOT EXISTS (SELECT \(sql: left))
            RETURNING id
            """,
            "SELECT \(sql: StoredNotification.unread(of: "\(person.rawValue)"))",
        ]
    }

    /// From the results of `writes`.
    static func messages(
        _ mark: Int64, in trade: LockedTrade, by person: UserID, _ results: [Rows]
    ) throws -> [PersonalMessage] {
        var json = JSONWriter()
        let unread = try results[0].first?.decode(Int64.self, at: 0) ?? 0
        json.object {
            $0.field("type", "tradeRead")
            $0.field("trade", trade.id)
            $0.field("reader", person)
            $0.field("upTo", mark)
            $0.field("unreadCount", unread)
        }
        var messages = [trade.seller, trade.winner].map {
            PersonalMessage(person: $0, key: nil, text: json.bytes)
        }
        if let row = results[1].first {
            messages.append(
                .notificationsRead(
                    by: person, ids: [try row.id(0)],
                    unread: try results[2].first?.decode(Int64.self, at: 0) ?? 0))
        }
        return messages
    }
}
