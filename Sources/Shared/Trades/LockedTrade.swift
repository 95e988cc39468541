import Postgres

/// A trade as it stands under its row's lock, and what is written when its log gains an entry.
struct LockedTrade: Sendable {
    let id: TradeID
    let auction: AuctionID
    let seller: UserID
    let winner: UserID
    var progress: TradeProgress
    /// The head of the log.
    private(set) var seq: Int64
    let sellerRead: Int64
    let winnerRead: Int64
    /// By the database's clock, behind the lock.
    let now: Timestamp

    /// The trade's row, locked; none for anybody but its two sides.
    static func lock(_ trade: TradeID, for person: UserID) -> SQL {
        """
        WITH t AS MATERIALIZED (
            SELECT * FROM trade WHERE id = \(trade.rawValue) AND \(person.rawValue) IN (seller_id, winner_id)
            FOR NO KEY UPDATE)
        SELECT id, auction_id, seller_id, winner_id, state, proposed, proposed_by, proposed_at, seq,
            seller_read, winner_read, clock_timestamp() FROM t
        """
    }

    /// From the row of `lock`. Throws `notFound` if there is none.
    init(_ rows: Rows) throws {
        guard let row = rows.first else { throw Problem.notFound }
        guard let progress = try row.progress(at: 4, hasTime: true) else {
            throw PostgresError.decoding("a trade without a state")
        }
        id = try row.id(0)
        auction = try row.id(1)
        seller = try row.id(2)
        winner = try row.id(3)
        self.progress = progress
        seq = try row.decode(Int64.self, at: 8)
        sellerRead = try row.decode(Int64.self, at: 9)
        winnerRead = try row.decode(Int64.self, at: 10)
        now = try row.decode(Timestamp.self, at: 11)
    }

    func partner(of person: UserID) -> UserID { person == seller ? winner : seller }

    func read(by person: UserID) -> Int64 { person == seller ? sellerRead : winnerRead }

    /// Takes the next place in the log.
    mutating func appendToLog() -> Int64 {
        seq += 1
        return seq
    }

    /// The statements that store an entry at the head of the log and tell the other side. The last one
    /// returns the notification, if there is one.
    func writes(of entry: TradeEntry, imageIds: [Int64] = []) -> [SQL] {
        let (id, author) = (id.rawValue, entry.author.id)
        var statements: [SQL] = [
            """
            INSERT INTO trade_message (trade_id, seq, author_id, at, text, state, proposed, proposed_by)
            VALUES (\(id), \(entry.seq), \(author.rawValue), \(entry.at), \(entry.text),
                \(entry.progress?.state.rawValue), \(entry.progress?.proposal?.state.rawValue),
                \(entry.progress?.proposal?.by.rawValue))
            """
        ]
        if !imageIds.isEmpty {
            statements.append(
                """
                INSERT INTO trade_image (trade_id, seq, position, image_id)
                SELECT \(id), \(entry.seq), place - 1, image
                FROM unnest(\(imageIds)) WITH ORDINALITY AS wanted (image, place)
                """)
        }
        let reminder = progress.state.isFinal ? nil : entry.at.adding(milliseconds: TradeReminders.silence)
        statements.append(
            """
            UPDATE trade SET seq = \(entry.seq), active_at = \(entry.at), remind_at = \(reminder),
                state = \(progress.state.rawValue), proposed = \(progress.proposal?.state.rawValue),
                proposed_by = \(progress.proposal?.by.rawValue), proposed_at = \(progress.proposal?.at),
                seller_unread = seller_unread + \(Int32(author == seller ? 0 : 1)),
                winner_unread = winner_unread + \(Int32(author == winner ? 0 : 1))
            WHERE id = \(id)
            """)
        statements.append(
            """
            INSERT INTO notification (person_id, kind, auction_id, trade_id)
            SELECT id, 'tradeMessage', \(auction.rawValue), \(id) FROM person
            WHERE id = \(partner(of: author).rawValue) AND deleted_at IS NULL
                AND 'tradeMessage' <> ALL (muted_kinds) FOR KEY SHARE
            \(sql: Notifications.replacing) RETURNING person_id, id
            """)
        return statements
    }
}
