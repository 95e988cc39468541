import Postgres

/// Lists an auction: the row, its pictures, its first event if it starts at once, and the answer kept
/// under the request's key, all in one transaction.
package struct CreateAuction: Sendable {
    private let pool: PostgresPool
    private let publisher: RoomPublisher

    package init(pool: PostgresPool, publisher: RoomPublisher) {
        self.pool = pool
        self.publisher = publisher
    }

    /// The created auction as JSON, the same bytes again for the same key and form.
    ///
    /// Throws `invalid` with all that is wrong, `keyMismatch`, or `unavailable`.
    package func run(_ form: AuctionForm, by seller: UserID, key: PostgresUUID?) async throws -> [UInt8] {
        let request = key.map {
            AcceptedRequest(person: seller, kind: .auction, key: $0, fingerprint: form.fingerprint)
        }
        return try await create(by: seller, request: request) { _ in form }
    }

    /// The auction anew, with what the form leaves out as it was, and the same pictures.
    ///
    /// Throws as `run`; `notFound`, `forbidden`; `auction.sold` if it has a winner, `auction.notEnded`.
    package func relist(
        _ auction: AuctionID, changing form: AuctionForm, by seller: UserID, key: PostgresUUID?
    ) async throws -> [UInt8] {
        let request = key.map {
            AcceptedRequest(
                person: seller, kind: .relisting, key: $0, fingerprint: "\(auction) \(form.fingerprint)")
        }
        return try await create(by: seller, request: request) { transaction in
            let listed = try await ListedFields(locking: auction, for: seller, in: transaction)
            guard !listed.hasWinner else {
                throw Problem(.conflict, "auction.sold", "The auction was won by somebody.")
            }
            guard listed.status == .ended || listed.status == .cancelled else {
                throw Problem(.conflict, "auction.notEnded", "The auction has not ended yet.")
            }
            return form.filled(from: listed)
        }
    }

    private struct Created: Sendable {
        let reply: [UInt8]
        let auction: AuctionID?
        let event: RoomEvent?
    }

    /// What the same request was answered before comes first: a time that was ahead then may be past.
    private func create(
        by seller: UserID, request: AcceptedRequest?,
        from form: (PostgresTransaction) async throws -> AuctionForm
    ) async throws -> [UInt8] {
        let created = try await Problem.translatingListing { () async throws -> Created in
            try await pool.transaction { transaction in
                if let earlier = try await request?.earlierReply(in: transaction) {
                    return Created(reply: earlier, auction: nil, event: nil)
                }
                let draft = try AuctionDraft(try await form(transaction), now: .now())
                return try await insert(draft, by: seller, request: request, in: transaction)
            }
        }
        if let auction = created.auction, let event = created.event {
            await publisher.publish([event], in: auction)
        }
        return created.reply
    }

    private func insert(
        _ draft: AuctionDraft, by seller: UserID, request: AcceptedRequest?,
        in transaction: PostgresTransaction
    ) async throws -> Created {
        let inserted = try await transaction.run(row(of: draft, by: seller))[0]
        guard let row = inserted.first else { throw Problem.unauthenticated }
        let id: AuctionID = try row.id(0)
        let results = try await transaction.run(
            draft.showImages(of: seller, in: id),
            "SELECT \(sql: Auction.columns) FROM \(sql: Auction.sourceWithCover) WHERE a.id = \(id.rawValue)")
        try draft.checkShown(results[0])
        guard let read = results[1].first else { throw PostgresError.decoding("the new auction is gone") }
        let auction = try Auction(row: read)
        var json = JSONWriter(capacity: 1024)
        auction.write(to: &json, participantCount: 0, isItem: false)
        let event =
            auction.status == .live
            ? RoomEvent.started(in: id, seq: 1, at: auction.startsAt, endsAt: auction.endsAt) : nil
        var statements: [SQL] = [DueAuctions.tell]
        if let event { statements += [RoomLog.append([event], to: id), FollowerNotices.store(for: [id])] }
        if let request { statements.append(request.insert(reply: json.bytes)) }
        _ = try await transaction.commit(statements)
        return Created(reply: json.bytes, auction: id, event: event)
    }

    private func row(of draft: AuctionDraft, by seller: UserID) -> SQL {
        """
        WITH seller AS MATERIALIZED (
            SELECT id FROM person WHERE id = \(seller.rawValue) AND \(sql: Standing.isGood) FOR KEY SHARE)
        INSERT INTO auction (seller_id, title, description, category, estimate, start_price,
            soft_close_seconds, starts_at, ends_at, first_ends_at, status, seq, created_at)
        SELECT seller.id, \(draft.title), \(draft.description), \(draft.category),
            \(draft.estimate), \(draft.startPrice), \(draft.softCloseSeconds)::int, t.start,
            t.start + \(draft.minutes) * interval '1 minute', t.start + \(draft.minutes) * interval '1 minute',
            (CASE WHEN t.start <= t.now THEN 'live' ELSE 'upcoming' END)::auction_status,
            CASE WHEN t.start <= t.now THEN 1 ELSE 0 END, t.now
        FROM seller, (
            SELECT n.now, greatest(coalesce(\(draft.startsAt), n.now), n.now) AS start
            FROM (SELECT clock_timestamp() AS now OFFSET 0) n OFFSET 0) t
        RETURNING id
        """
    }
}
