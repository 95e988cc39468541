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

    /// The created auction as JSON, the same bytes again for the same key and draft.
    ///
    /// Throws `invalid` for an unknown category or picture, `keyMismatch`, or `unavailable`.
    package func run(_ draft: AuctionDraft, by seller: UserID, key: PostgresUUID?) async throws -> [UInt8] {
        let request = key.map { Self.request(draft.fingerprint, by: seller, key: $0) }
        let created = try await translating { () async throws -> Created in
            try await pool.transaction { transaction in
                if let earlier = try await request?.earlierReply(in: transaction) {
                    return Created(reply: earlier, auction: nil, event: nil)
                }
                return try await insert(draft, by: seller, request: request, in: transaction)
            }
        }
        if let auction = created.auction, let event = created.event {
            await publisher.publish([event], in: auction)
        }
        return created.reply
    }

    /// What the same request was answered before; nil if the key is new. Asked before the fields are
    /// checked: a time that was ahead then may be past now. Throws `keyMismatch`, or `unavailable`.
    package func earlierReply(
        to form: AuctionDraft.Form, by seller: UserID, key: PostgresUUID
    ) async throws -> [UInt8]? {
        try await pool.transaction {
            try await Self.request(form.fingerprint, by: seller, key: key).earlierReply(in: $0)
        }
    }

    private static func request(
        _ fingerprint: String, by seller: UserID, key: PostgresUUID
    ) -> AcceptedRequest {
        AcceptedRequest(person: seller, kind: .auction, key: key, fingerprint: fingerprint)
    }

    private struct Created: Sendable {
        let reply: [UInt8]
        let auction: AuctionID?
        let event: RoomEvent?
    }

    private func insert(
        _ draft: AuctionDraft, by seller: UserID, request: AcceptedRequest?,
        in transaction: PostgresTransaction
    ) async throws -> Created {
        let inserted = try await transaction.run(row(of: draft, by: seller))[0]
        guard let row = inserted.first else { throw Problem.unauthenticated }
        let id: AuctionID = try row.id(0)
        let results = try await transaction.run(
            images(draft.imageIds, of: seller, for: id),
            "SELECT \(sql: Auction.columns) FROM \(sql: Auction.source) WHERE a.id = \(id.rawValue)")
        guard results[0].affected == draft.imageIds.count else {
            throw Problem.invalid([.init("imageIds", code: "unknown", "must be your own, unused pictures")])
        }
        guard let read = results[1].first else { throw PostgresError.decoding("the new auction is gone") }
        let auction = try Auction(row: read)
        var json = JSONWriter(capacity: 1024)
        auction.write(to: &json, participantCount: 0, isItem: false)
        let event =
            auction.status == .live
            ? RoomEvent.started(in: id, seq: 1, at: auction.startsAt, endsAt: auction.endsAt) : nil
        var statements: [SQL] = ["SELECT pg_notify(\(raw: DueAuctions.channelLiteral), '')"]
        if let event { statements.append(RoomLog.append([event], to: id)) }
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

    private func images(_ ids: [Int64], of owner: UserID, for auction: AuctionID) -> SQL {
        """
        INSERT INTO auction_image (auction_id, position, image_id)
        SELECT \(auction.rawValue), wanted.place - 1, image.id
        FROM unnest(\(ids)) WITH ORDINALITY AS wanted (id, place)
        JOIN image ON image.id = wanted.id AND image.owner_id = \(owner.rawValue)
        """
    }

    /// Turns a broken constraint into what the caller did wrong.
    private func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch PostgresError.server(_, _, .some("auction_category_fkey")) {
            throw Problem.invalid([.init("category", code: "unknown", "is not a category")])
        } catch PostgresError.server(_, _, .some("auction_image_image_id_key")) {
            throw Problem.invalid([.init("imageIds", code: "used", "must be unused pictures")])
        } catch PostgresError.server(_, _, .some("accepted_request_pkey")) {
            // The same key arrived twice at once; the other one is in the database now.
            throw Problem.unavailable("The same request is being worked on; ask again.")
        }
    }
}
