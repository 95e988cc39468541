import Postgres

/// Ends an account: what tells who it was is erased at once, what others built on it stays under the
/// name `deleted-<id>`.
package struct DeleteAccount: Sendable {
    private let pool: PostgresPool
    private let signIn: SignIn
    private let ends: SessionEnds
    private let publisher: RoomPublisher

    package init(pool: PostgresPool, signIn: SignIn, ends: SessionEnds, publisher: RoomPublisher) {
        self.pool = pool
        self.signIn = signIn
        self.ends = ends
        self.publisher = publisher
    }

    /// Throws `credentials.wrong`; `account.selling` or `account.leading` while others rely on the
    /// person in a live auction. Own auctions that have not begun are cancelled.
    package func run(_ person: UserID, password: String, from client: Client) async throws {
        let hash = try await signIn.confirm(person, password: password, from: client)
        let (sessions, cancelled) = try await pool.transaction { transaction in
            let cancelled = try await cancelUpcoming(of: person, in: transaction)
            try await checkFree(person, hash: hash, in: transaction)
            let results = try await transaction.commit(
                Self.erasure(of: person) + [
                    RoomLog.append(cancelled.map(\.event), to: cancelled.map(\.auction))
                ])
            return (results[0], cancelled)
        }
        for one in cancelled { await publisher.publish([one.event], in: one.auction) }
        await ends.announce(
            [.person(person)] + (try sessions.map { .session(try $0.id(0)) }))
        // The account is gone whether or not this works; if not, a scheduler does it within a minute.
        _ = try? await pool.query(Likes.removeOfDeleted)
    }

    private struct Cancelled: Sendable {
        let auction: AuctionID
        let event: RoomEvent
    }

    /// Auctions are locked before their person, as everywhere.
    private func cancelUpcoming(
        of person: UserID, in transaction: PostgresTransaction
    ) async throws -> [Cancelled] {
        try await transaction.run(
            """
            UPDATE auction SET status = 'cancelled', seq = seq + 1
            WHERE seller_id = \(person.rawValue) AND status = 'upcoming'
            RETURNING id, seq, clock_timestamp()
            """)[0].map { row in
                let auction: AuctionID = try row.id(0)
                return Cancelled(
                    auction: auction,
                    event: .cancelled(
                        in: auction, seq: try row.decode(Int64.self, at: 1),
                        at: try row.decode(Timestamp.self, at: 2)))
            }
    }

    /// FOR UPDATE waits for bids of the person that are on their way, whose foreign keys and checks
    /// hold the row, and keeps new ones out: what the second statement sees is final.
    private func checkFree(
        _ person: UserID, hash: String, in transaction: PostgresTransaction
    ) async throws {
        let results = try await transaction.run(
            """
            SELECT 1 FROM person WHERE id = \(person.rawValue) AND password_hash = \(hash)
                AND \(sql: Standing.isGood) FOR UPDATE
            """,
            """
            SELECT
                (SELECT min(id) FROM auction
                    WHERE seller_id = \(person.rawValue) AND status IN ('upcoming', 'live')),
                (SELECT min(id) FROM auction WHERE status = 'live' AND leader_id = \(person.rawValue)
                    AND id IN (SELECT auction_id FROM bid WHERE bidder_id = \(person.rawValue)))
            """)
        guard results[0].first != nil else { throw Problem.wrongCredentials }
        if let row = results[1].first {
            if let auction = try row.decode(Int64?.self, at: 0) {
                throw Problem.relied("account.selling", "You are selling in a live auction.", on: auction)
            }
            if let auction = try row.decode(Int64?.self, at: 1) {
                throw Problem.relied("account.leading", "You lead a live auction.", on: auction)
            }
        }
    }

    /// The first statement returns the ids of the sessions that ended.
    private static func erasure(of person: UserID) -> [SQL] {
        let id = person.rawValue
        return [
            """
            UPDATE session SET ended_at = coalesce(ended_at, clock_timestamp()), device = '', address = ''
            WHERE person_id = \(id) RETURNING id
            """,
            """
            UPDATE security_event SET address = NULL, device = NULL, detail = NULL WHERE person_id = \(id)
            """,
            SecurityEvent.insert(.deleted, person: person),
            """
            DELETE FROM phone_verification WHERE phone = (SELECT phone FROM person WHERE id = \(id))
            """,
            "DELETE FROM notification WHERE person_id = \(id)",
            "DELETE FROM accepted_request WHERE person_id = \(id)",
            """
            UPDATE person SET username = 'deleted-' || id, username_key = 'deleted-' || id, phone = NULL,
                password_hash = NULL, image_url = NULL, suspended_for = NULL, deleted_at = clock_timestamp()
            WHERE id = \(id)
            """,
            rename(in: id),
        ]
    }

    /// The logs of rooms tell names: these become the new one. Inside a JSON text each quote has a
    /// backslash before it, so nothing that somebody wrote can look like a profile. The rooms come as
    /// an array, by which the planner takes them for few and looks each up by its key.
    private static func rename(in id: Int64) -> SQL {
        """
        UPDATE room_event SET body = regexp_replace(body,
            format('"id":%s,"username":"[^"]*","imageUrl":(null|"[^"]*")', \(id)),
            format('"id":%s,"username":"deleted-%s","imageUrl":null', \(id), \(id)), 'g')
        WHERE kind IN ('bid', 'chat', 'ended') AND body LIKE format('%%"id":%s,"username":%%', \(id))
            AND auction_id = ANY(ARRAY(
                SELECT auction_id FROM bid WHERE bidder_id = \(id)
                UNION SELECT auction_id FROM room_event WHERE kind = 'chat' AND \(sql: RoomLog.author) = \(id)))
        """
    }
}

extension Problem {
    /// - Parameter auction: one in which others rely on the person.
    fileprivate static func relied(_ code: String, _ detail: String, on auction: Int64) -> Problem {
        var problem = Problem(.conflict, code, detail)
        problem.members = [Member("auction", .integer(auction))]
        return problem
    }
}
