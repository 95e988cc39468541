import Postgres

/// What a seller may do to an auction before it starts.
package struct ChangeAuction: Sendable {
    private let pool: PostgresPool
    private let publisher: RoomPublisher

    package init(pool: PostgresPool, publisher: RoomPublisher) {
        self.pool = pool
        self.publisher = publisher
    }

    /// Changes what the form has; what it leaves out stays.
    ///
    /// Throws `invalid` with all that is wrong; `notFound`, `forbidden`, `auction.started`.
    package func edit(_ auction: AuctionID, _ form: AuctionForm, by seller: UserID) async throws {
        try await Problem.translatingListing {
            try await pool.transaction { transaction in
                let listed = try await ListedFields(locking: auction, for: seller, in: transaction)
                guard listed.isAhead else { throw Problem.started }
                let draft = try AuctionDraft(form.filled(from: listed), now: .now())
                var keepsStart = false
                if case .absent = form.startsAt { keepsStart = true }
                let results = try await transaction.run(
                    update(auction, draft, keepsStart: keepsStart),
                    "DELETE FROM auction_image WHERE auction_id = \(auction.rawValue)",
                    draft.showImages(of: seller, in: auction))
                try draft.checkShown(results[2])
                _ = try await transaction.commit(DueAuctions.tell)
            }
        }
    }

    /// A start that is not ahead is now: the auction is started when it is due, as all are.
    private func update(_ auction: AuctionID, _ draft: AuctionDraft, keepsStart: Bool) -> SQL {
        """
        UPDATE auction SET title = \(draft.title), description = \(draft.description),
            category = \(draft.category), estimate = \(draft.estimate), start_price = \(draft.startPrice),
            soft_close_seconds = \(draft.softCloseSeconds)::int, starts_at = t.start,
            ends_at = t.start + \(draft.minutes) * interval '1 minute',
            first_ends_at = t.start + \(draft.minutes) * interval '1 minute'
        FROM (SELECT CASE WHEN \(keepsStart) THEN a.starts_at
                ELSE greatest(coalesce(\(draft.startsAt), clock_timestamp()), clock_timestamp()) END AS start
            FROM auction a WHERE a.id = \(auction.rawValue)) t
        WHERE id = \(auction.rawValue)
        """
    }

    /// Withdraws the auction: it is in no list any more, and those who watch its room are told. Once
    /// is enough, and again does nothing.
    ///
    /// Throws `notFound`, `forbidden`, `auction.started`.
    package func cancel(_ auction: AuctionID, by seller: UserID) async throws {
        let event: RoomEvent? = try await pool.transaction { transaction in
            let listed = try await ListedFields(locking: auction, for: seller, in: transaction)
            guard listed.status != .cancelled else { return nil }
            guard listed.isAhead else { throw Problem.started }
            let rows = try await transaction.run(
                """
                UPDATE auction SET status = 'cancelled', seq = seq + 1 WHERE id = \(auction.rawValue)
                RETURNING seq, clock_timestamp()
                """)[0]
            guard let row = rows.first else { throw Problem.notFound }
            let event = RoomEvent.cancelled(
                in: auction, seq: try row.decode(Int64.self, at: 0), at: try row.decode(Timestamp.self, at: 1)
            )
            _ = try await transaction.commit(RoomLog.append([event], to: auction))
            return event
        }
        if let event { await publisher.publish([event], in: auction) }
    }
}
