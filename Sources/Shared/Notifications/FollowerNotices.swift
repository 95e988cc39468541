import Postgres

/// Tells the followers of auctions that they have begun, or end soon: each once, however many schedulers run
/// and whoever crashes.
///
/// What is due is stored when an auction becomes live. A transaction tells a bounded number of people and
/// notes how far it came.
package struct FollowerNotices: Sendable {
    /// People told in one transaction: about 60 ms on two cores.
    static let people: Int64 = 2000
    /// Auctions in one transaction.
    private static let auctions = 200

    private let pool: PostgresPool
    private let personal: PersonalPublisher

    package init(pool: PostgresPool, personal: PersonalPublisher) {
        self.pool = pool
        self.personal = personal
    }

    /// Stores what the followers of these live auctions are to be told, in the transaction that makes them live.
    package static func store(for auctions: [AuctionID]) -> SQL {
        """
        INSERT INTO follower_notice (auction_id, kind, due)
        SELECT a.id, n.kind, n.due FROM auction a, LATERAL (VALUES
            ('auctionStarted', a.starts_at), ('auctionEndingSoon', a.ends_at - interval '5 minutes')) n (kind, due)
        WHERE a.id = ANY(\(auctions.map(\.rawValue))) AND (n.kind = 'auctionEndingSoon' OR a.like_count > 0)
        """
    }

    /// Milliseconds by the database's clock until the next one is due: 0 or less if it is already, nil if
    /// there is none.
    package func millisecondsUntilNext() async throws -> Int64? {
        let rows = try await pool.query(
            """
            SELECT ceil(extract(epoch FROM min(due) - clock_timestamp()) * 1000)::bigint FROM follower_notice
            """)
        return try rows.first?.decode(Int64?.self, at: 0)
    }

    /// Tells all that is due. While people are told of one batch the next one is written. Answers how many
    /// notifications were stored.
    @discardableResult
    package func run() async throws -> Int {
        var count = 0
        var telling: Task<Void, Never>?
        var result: Result<Void, any Error> = .success(())
        do {
            while let told = try await tellSome() {
                count += told.count
                await telling?.value
                telling = Task(executorPreference: pool.loop) { await personal.publish(told) }
            }
        } catch {
            result = .failure(error)
        }
        await telling?.value
        try result.get()
        return count
    }

    private struct Due {
        let auction: Int64
        let kind: String
        /// The last like whose person was told.
        let told: Int64
        /// People who were not told, at most: those who like the auction.
        let followers: Int64
        /// Whether there is still something to tell.
        let isLive: Bool
        /// Whether a late bid has moved the end, and with it this.
        let isEarly: Bool
    }

    /// Nil if nothing is due, or all of it is held by others.
    private func tellSome() async throws -> [(person: UserID, key: PersonalKey)]? {
        try await pool.transaction { transaction in
            let rows = try await transaction.run(
                """
                SELECT n.auction_id, n.kind, n.told, a.like_count::bigint,
                    a.status = 'live' AND a.ends_at > clock_timestamp(),
                    n.kind = 'auctionEndingSoon' AND n.told = 0
                        AND a.ends_at - interval '5 minutes' > clock_timestamp()
                FROM follower_notice n JOIN auction a ON a.id = n.auction_id
                WHERE n.due <= clock_timestamp() ORDER BY n.due LIMIT \(Self.auctions)
                FOR UPDATE OF n SKIP LOCKED
                """)[0]
            let due = try rows.map { row in
                Due(
                    auction: try row.decode(Int64.self, at: 0), kind: try row.decode(String.self, at: 1),
                    told: try row.decode(Int64.self, at: 2), followers: try row.decode(Int64.self, at: 3),
                    isLive: try row.decode(Bool.self, at: 4), isEarly: try row.decode(Bool.self, at: 5))
            }
            guard !due.isEmpty else { return nil }
            let early = due.filter { $0.isLive && $0.isEarly }
            let late = due.filter { !$0.isLive }
            let results = try await transaction.commit(
                Self.postpone(early), Self.drop(late),
                Self.tell(Self.some(due.filter { $0.isLive && !$0.isEarly })))
            return try results[2].map { (try $0.id(0), .notification(try $0.id(1))) }
        }
    }

    /// As many as have up to `people` followers together, at least one.
    private static func some(_ due: [Due]) -> [Due] {
        var people: Int64 = 0
        return Array(
            due.prefix { one in
                defer { people += min(one.followers, Self.people) }
                return people == 0 || people + one.followers <= Self.people
            })
    }

    private static func postpone(_ early: [Due]) -> SQL {
        """
        UPDATE follower_notice n SET due = a.ends_at - interval '5 minutes' FROM auction a
        WHERE a.id = n.auction_id AND n.kind = 'auctionEndingSoon' AND n.auction_id = ANY(\(early.map(\.auction)))
        """
    }

    private static func drop(_ late: [Due]) -> SQL {
        """
        DELETE FROM follower_notice n USING unnest(\(late.map(\.auction)), \(late.map(\.kind))) late (auction, kind)
        WHERE n.auction_id = late.auction AND n.kind = late.kind
        """
    }

    /// People are locked in the order of their ids, as the reference to them would lock them, so that nobody is told
    /// who is being deleted.
    private static func tell(_ due: [Due]) -> SQL {
        """
        WITH due AS MATERIALIZED (
            SELECT * FROM unnest(\(due.map(\.auction)), \(due.map(\.kind)), \(due.map(\.told)))
                AS due (auction, kind, told)),
        followers AS MATERIALIZED (
            SELECT due.auction, due.kind, l.id, l.person_id FROM due, LATERAL (
                SELECT id, person_id FROM auction_like WHERE auction_id = due.auction AND id > due.told
                ORDER BY id LIMIT \(people)) l),
        reached AS MATERIALIZED (
            SELECT auction, kind, max(id) AS told, count(*) AS people FROM followers GROUP BY auction, kind),
        moved AS (
            UPDATE follower_notice n SET told = r.told FROM reached r
            WHERE n.auction_id = r.auction AND n.kind = r.kind AND r.people = \(people)),
        ended AS (
            DELETE FROM follower_notice n USING due LEFT JOIN reached r USING (auction, kind)
            WHERE n.auction_id = due.auction AND n.kind = due.kind AND coalesce(r.people, 0) < \(people))
        INSERT INTO notification (person_id, kind, auction_id)
        SELECT p.id, f.kind, f.auction FROM followers f JOIN person p ON p.id = f.person_id
        WHERE p.deleted_at IS NULL AND f.kind <> ALL (p.muted_kinds)
        ORDER BY p.id, f.auction FOR KEY SHARE OF p
        ON CONFLICT (person_id, auction_id, kind) DO NOTHING
        RETURNING person_id, id
        """
    }
}
