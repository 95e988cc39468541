import Postgres

/// Starts and ends the auctions whose time has come, exactly once whoever crashes: each batch is one
/// transaction, and rows that somebody else holds are passed over and found again in the next.
package struct DueAuctions: Sendable {
    /// PostgreSQL channel on which new due times are told.
    package static let channel = "auction_due"
    /// Tells the schedulers of a due time that is new, when the transaction commits.
    static let tell: SQL = "SELECT pg_notify('auction_due', '')"

    /// Auctions in one transaction: about 15 ms on two cores, so that 1 000 that end together are done
    /// within 100 ms, the first of them after a third of it.
    private static let batchSize = 250

    private let pool: PostgresPool
    private let publisher: RoomPublisher
    private let personal: PersonalPublisher?

    /// - Parameter personal: tells winners and sellers at once; without it their gateways find out.
    package init(pool: PostgresPool, publisher: RoomPublisher, personal: PersonalPublisher? = nil) {
        self.pool = pool
        self.publisher = publisher
        self.personal = personal
    }

    /// What one call did.
    package struct Progress: Sendable {
        package var started = 0
        package var ended = 0
        /// Milliseconds that the latest of them was late.
        package var latest: Int64 = 0
    }

    /// Settles one batch of each kind.
    package func settle() async throws -> Progress {
        var progress = Progress()
        progress.ended = try await move(.ended, &progress)
        progress.started = try await move(.live, &progress)
        return progress
    }

    /// Milliseconds by the database's clock until the next one is due: 0 or less if it is already, nil if
    /// nothing is planned.
    package func millisecondsUntilNext() async throws -> Int64? {
        let rows = try await pool.query(
            """
            SELECT ceil(extract(epoch FROM least(
                (SELECT min(starts_at) FROM auction WHERE status = 'upcoming'),
                (SELECT min(ends_at) FROM auction WHERE status = 'live')) - clock_timestamp()) * 1000)::bigint
            """)
        return try rows.first?.decode(Int64?.self, at: 0)
    }

    private struct Due {
        let id: AuctionID
        let seq: Int64
        let price: Money?
        let seller: Int64
        let endsAt: Timestamp
        let now: Timestamp
        let due: Timestamp
        let winner: PublicProfile?

        init(row: Row) throws(PostgresError) {
            id = try row.id(0)
            seq = try row.decode(Int64.self, at: 1)
            price = try row.decode(Int64?.self, at: 2)
            seller = try row.decode(Int64.self, at: 3)
            endsAt = try row.decode(Timestamp.self, at: 4)
            due = try row.decode(Timestamp.self, at: 5)
            now = try row.decode(Timestamp.self, at: 6)
            winner = try row.profile(at: 7)
        }

        func event(_ status: AuctionStatus) -> RoomEvent {
            status == .live
                ? .started(in: id, seq: seq + 1, at: now, endsAt: endsAt)
                : .ended(in: id, seq: seq + 1, at: now, winner: winner, price: price)
        }
    }

    private func move(_ status: AuctionStatus, _ progress: inout Progress) async throws -> Int {
        let condition: SQL =
            status == .live
            ? "status = 'upcoming' AND starts_at <= clock_timestamp() ORDER BY starts_at"
            : "status = 'live' AND ends_at <= clock_timestamp() ORDER BY ends_at"
        let (due, told) = try await pool.transaction { transaction in
            let rows = try await transaction.run(
                """
                WITH a AS MATERIALIZED (
                    SELECT * FROM auction WHERE \(sql: condition) LIMIT \(Self.batchSize)
                    FOR NO KEY UPDATE SKIP LOCKED)
                SELECT a.id, a.seq, a.price::bigint, a.seller_id, a.ends_at,
                    \(sql: status == .live ? "a.starts_at" : "a.ends_at"), clock_timestamp(),
                    p.id, p.username, p.image_url, p.manner_score
                FROM a LEFT JOIN person p ON p.id = a.leader_id
                """)[0]
            let due = try rows.map { try Due(row: $0) }
            guard !due.isEmpty else { return (due, [(person: UserID, key: PersonalKey)]()) }
            let results = try await transaction.commit(writes(due, status))
            return (due, try results[results.count - 1].map { (try $0.id(0), .notification(try $0.id(1))) })
        }
        for one in due {
            progress.latest = max(progress.latest, (one.now.microseconds - one.due.microseconds) / 1000)
            await publisher.publish([one.event(status)], in: one.id)
        }
        await personal?.tell(told)
        return due.count
    }

    /// The last one returns the notifications.
    private func writes(_ due: [Due], _ status: AuctionStatus) -> [SQL] {
        let ids = due.map(\.id.rawValue)
        let log = RoomLog.append(due.map { $0.event(status) }, to: due.map(\.id))
        guard status == .ended else {
            return [
                "UPDATE auction SET status = 'live', seq = seq + 1 WHERE id = ANY(\(ids))", log,
                FollowerNotices.store(for: due.map(\.id)),
            ]
        }
        return [
            "UPDATE auction SET status = 'ended', winner_id = leader_id, seq = seq + 1 WHERE id = ANY(\(ids))",
            log,
            """
            INSERT INTO trade (auction_id, seller_id, winner_id)
            SELECT id, seller_id, winner_id FROM auction WHERE id = ANY(\(ids)) AND winner_id IS NOT NULL
            """,
            """
            INSERT INTO notification (person_id, kind, auction_id, trade_id)
            SELECT p.id, told.kind, told.auction, told.trade
            FROM auction a LEFT JOIN trade t ON t.auction_id = a.id, LATERAL (VALUES
                (a.seller_id, CASE WHEN t.id IS NULL THEN 'unsold' ELSE 'sold' END, a.id, t.id),
                (t.winner_id, 'won', a.id, t.id)) AS told (person, kind, auction, trade)
            JOIN person p ON p.id = told.person
            WHERE a.id = ANY(\(ids)) AND p.deleted_at IS NULL AND told.kind <> ALL (p.muted_kinds)
            ORDER BY p.id, a.id FOR KEY SHARE OF p
            ON CONFLICT (person_id, auction_id, kind) DO NOTHING
            RETURNING person_id, id
            """,
        ]
    }
}
