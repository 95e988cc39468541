import Postgres

/// Reads what a batch needs under the auction's lock, and writes what it decided: two round trips.
struct RoomStore {
    let pool: PostgresPool

    /// What a transaction did. The outcomes are in the order of the requests.
    struct Result: Sendable {
        let outcomes: [RoomBatch.Outcome]
        var events: [RoomEvent] = []
        var told = LeadChange.Told()
    }

    /// Judges the requests in one transaction. The events are committed and synced when this returns.
    func run(_ requests: [RoomRequest], in auction: AuctionID) async throws -> Result {
        try await pool.transaction { transaction in
            guard var batch = try await load(requests, in: auction, transaction) else {
                return Result(outcomes: requests.map { _ in .failure(.notFound) })
            }
            var result = Result(outcomes: requests.map { batch.judge($0) })
            if !batch.isUnchanged {
                let change = batch.leadChange
                let written = try await transaction.commit(
                    writes(of: batch) + (change.map { [$0.statement(in: auction)] } ?? []))
                result.events = batch.events
                if change != nil { result.told = try LeadChange.told(written[written.count - 1]) }
            }
            return result
        }
    }

    private func load(
        _ requests: [RoomRequest], in auction: AuctionID, _ transaction: PostgresTransaction
    ) async throws -> RoomBatch? {
        let accepted = requests.compactMap(\.accepted)
        // Each statement has a snapshot of its own, so the later ones see what others committed while
        // the first waited for the lock; the clock is read behind the lock as well. People are locked as
        // foreign keys would lock them, so that nobody's account is deleted under a bid.
        let results = try await transaction.run(
            """
            WITH a AS MATERIALIZED (SELECT * FROM auction WHERE id = \(auction.rawValue) FOR NO KEY UPDATE)
            SELECT seller_id, start_price::bigint, first_ends_at, soft_close_seconds, status::text, ends_at,
                price::bigint, leader_id, leader_maximum::bigint, lead_seq, lead_amount::bigint, lead_at,
                bid_count, seq, clock_timestamp()
            FROM a
            """,
            """
            SELECT id, username, image_url, manner_score, \(sql: Standing.isGood) FROM person
            WHERE id = ANY(\(Array(Set(requests.map(\.person.rawValue)))))
                OR id = (SELECT leader_id FROM auction WHERE id = \(auction.rawValue))
            FOR KEY SHARE
            """,
            """
            SELECT r.person_id, r.kind, r.key, r.fingerprint, r.reply
            FROM unnest(\(accepted.map(\.person.rawValue)), \(accepted.map(\.kind.rawValue)),
                \(accepted.map(\.key))) AS asked (person_id, kind, key)
            JOIN accepted_request r USING (person_id, kind, key)
            """)
        guard let row = results[0].first else { return nil }
        var profiles: [UserID: PublicProfile] = [:]
        var barred: Set<UserID> = []
        for person in results[1] {
            guard let profile = try person.profile(at: 0) else { continue }
            profiles[profile.id] = profile
            if try !person.decode(Bool.self, at: 4) { barred.insert(profile.id) }
        }
        var earlier: [RoomBatch.KeyID: RoomBatch.Earlier] = [:]
        for row in results[2] {
            guard let kind = AcceptedRequest.Kind(rawValue: try row.decode(String.self, at: 1)) else {
                continue
            }
            let id = RoomBatch.KeyID(
                person: try row.id(0), kind: kind, key: try row.decode(PostgresUUID.self, at: 2))
            earlier[id] = RoomBatch.Earlier(
                fingerprint: try row.decode(String.self, at: 3), reply: try row.bytes(at: 4))
        }
        return RoomBatch(
            auction: auction, bidding: try Bidding(locked: row), now: try row.decode(Timestamp.self, at: 14),
            profiles: profiles, barred: barred, earlier: earlier)
    }

    private func writes(of batch: RoomBatch) -> [SQL] {
        let state = batch.bidding
        let auction = batch.auction.rawValue
        var statements: [SQL] = [
            """
            UPDATE auction SET price = \(state.price), leader_id = \(state.lead?.bidder.rawValue),
                leader_maximum = \(state.lead?.maximum), lead_seq = \(state.lead?.bid.seq),
                lead_amount = \(state.lead?.bid.amount), lead_at = \(state.lead?.bid.at),
                ends_at = \(state.endsAt), bid_count = \(Int64(state.bidCount))::int, seq = \(state.seq)
            WHERE id = \(auction)
            """
        ]
        if !batch.events.isEmpty { statements.append(RoomLog.append(batch.events, to: batch.auction)) }
        if !batch.bids.isEmpty {
            statements.append(
                """
                INSERT INTO bid (auction_id, seq, bidder_id, amount, maximum, price, at)
                SELECT \(auction), * FROM unnest(\(batch.bids.map(\.bid.seq)),
                    \(batch.bids.map(\.bid.bidder.rawValue)), \(batch.bids.map(\.bid.amount)),
                    \(batch.bids.map(\.maximum)), \(batch.bids.map(\.price)), \(batch.bids.map(\.bid.at)))
                """)
        }
        if !batch.kept.isEmpty {
            statements.append(
                """
                INSERT INTO accepted_request (person_id, kind, key, fingerprint, reply)
                SELECT * FROM unnest(\(batch.kept.map(\.request.person.rawValue)),
                    \(batch.kept.map(\.request.kind.rawValue)), \(batch.kept.map(\.request.key)),
                    \(batch.kept.map(\.request.fingerprint)),
                    \(batch.kept.map { String(decoding: $0.reply, as: UTF8.self) }))
                """)
        }
        return statements
    }
}

extension Bidding {
    /// From the columns of `RoomStore.load`.
    fileprivate init(locked row: Row) throws(PostgresError) {
        guard let status = AuctionStatus(rawValue: try row.decode(String.self, at: 4)) else {
            throw .decoding("an unknown auction status")
        }
        var lead: Lead?
        if let leader = try row.decode(Int64?.self, at: 7) {
            let bid = Bid(
                seq: try row.decode(Int64.self, at: 9), bidder: UserID(leader),
                amount: try row.decode(Int64.self, at: 10), at: try row.decode(Timestamp.self, at: 11))
            lead = Lead(bidder: UserID(leader), maximum: try row.decode(Int64.self, at: 8), bid: bid)
        }
        self.init(
            seller: try row.id(0), startPrice: try row.decode(Int64.self, at: 1),
            firstEndsAt: try row.decode(Timestamp.self, at: 2),
            softCloseSeconds: Int(try row.decode(Int32.self, at: 3)), status: status,
            endsAt: try row.decode(Timestamp.self, at: 5), price: try row.decode(Int64?.self, at: 6),
            lead: lead, bidCount: Int(try row.decode(Int32.self, at: 12)),
            seq: try row.decode(Int64.self, at: 13))
    }
}
