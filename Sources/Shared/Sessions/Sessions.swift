import Cryptography
import Postgres

/// The signed-in devices of people.
package struct Sessions: Sendable {
    /// Devices at once; the one unused longest ends when there would be more. Nobody has as many.
    static let mostPerPerson: Int64 = 50

    private let pool: PostgresPool
    private let ends: SessionEnds

    package init(pool: PostgresPool, ends: SessionEnds) {
        self.pool = pool
        self.ends = ends
    }

    /// Secrets of a session that is about to be made.
    struct Secrets {
        let family: [UInt8]
        let secret: [UInt8]

        init() { (family, secret) = RefreshToken.secrets() }
    }

    /// Makes a session of each person of the table `made (id)`, as the table `opened (id)`.
    static func open(_ secrets: Secrets, for client: Client) -> SQL {
        """
        opened AS (
            INSERT INTO session (person_id, family, token, device, address, expires_at)
            SELECT made.id, \(sha256(secrets.family)), \(sha256(secrets.secret)), \(client.device),
                \(client.address.text),
                clock_timestamp() + \(SessionFamily.idleMilliseconds) * interval '1 millisecond'
            FROM made RETURNING id)
        """
    }

    static func signedIn(_ member: MemberProfile, _ session: SessionID, _ secrets: Secrets) -> SignedIn {
        SignedIn(
            member: member, session: session,
            refreshToken: RefreshToken(session: session, family: secrets.family, secret: secrets.secret),
            refreshMilliseconds: SessionFamily.idleMilliseconds)
    }

    /// Takes a token and gives its successor. Throws `unauthenticated` for anything but the one that is
    /// good now, or its direct predecessor for 10 s; a spent one ends the family. Throws
    /// `account.suspended` to who has a token of somebody that is.
    package func refresh(_ token: RefreshToken, from client: Client) async throws -> SignedIn {
        let secret = randomBytes(32)
        let (signedIn, isStolen): (SignedIn?, Bool) = try await pool.transaction { transaction in
            let rows = try await transaction.run(
                """
                SELECT s.family, s.token, s.previous, s.successor, s.rotated_at, s.created_at, s.expires_at,
                    s.ended_at IS NOT NULL OR NOT \(sql: Standing.isGood), clock_timestamp(),
                    p.suspended_at IS NOT NULL AND NOT \(sql: Standing.isGood), p.suspended_until,
                    \(sql: MemberProfile.columns)
                FROM session s JOIN person p ON p.id = s.person_id WHERE s.id = \(token.session.rawValue)
                FOR UPDATE OF s
                """)[0]
            guard let row = rows.first else { return (nil, false) }
            var family = try SessionFamily(row: row)
            let now = try row.decode(Timestamp.self, at: 8)
            if try row.decode(Bool.self, at: 9), family.owns(token) {
                throw Problem.suspended(until: try row.decode(Timestamp?.self, at: 10))
            }
            let member = try MemberProfile(row: row, at: 11)
            let next: RefreshToken
            switch family.present(token, secret: secret, at: now) {
            case .refuse: return (nil, false)
            case .endFamily:
                _ = try await transaction.commit(
                    Self.end("id = \(token.session.rawValue)"),
                    SecurityEvent.insert(
                        .tokenReused, person: member.profile.id, session: token.session, client: client))
                return (nil, true)
            case .repeated(let successor): next = successor
            case .rotated(let successor):
                next = successor
                _ = try await transaction.commit(
                    """
                    UPDATE session SET token = \(family.token), previous = \(family.previous),
                        successor = \(family.successor), rotated_at = \(family.rotatedAt),
                        expires_at = \(family.expiresAt), last_seen_at = \(now),
                        device = \(client.device), address = \(client.address.text)
                    WHERE id = \(token.session.rawValue)
                    """)
            }
            let left = family.expiresAt.milliseconds - now.milliseconds
            return (
                SignedIn(
                    member: member, session: token.session, refreshToken: next, refreshMilliseconds: left),
                false
            )
        }
        if isStolen { await ends.announce([.session(token.session)]) }
        guard let signedIn else { throw Problem.unauthenticated }
        return signedIn
    }

    /// `{"items":[…],"next":null}`: the devices signed in, used last first.
    package func list(of person: UserID, current: SessionID) async throws -> [UInt8] {
        let rows = try await pool.query(
            """
            SELECT id, device, address, created_at, last_seen_at FROM session
            WHERE person_id = \(person.rawValue) AND ended_at IS NULL AND expires_at > clock_timestamp()
            ORDER BY last_seen_at DESC LIMIT \(Self.mostPerPerson)
            """)
        let devices = try rows.map { try Device(row: $0) }
        var json = JSONWriter(capacity: 1024)
        json.object {
            $0.field("items") {
                $0.array(devices) { $1.write(to: &$0, isCurrent: $1.session == current) }
            }
            $0.field("next", nil as String?)
        }
        return json.bytes
    }

    private struct Device {
        let session: SessionID
        let name: String
        let address: String
        let createdAt: Timestamp
        let lastSeenAt: Timestamp

        init(row: Row) throws(PostgresError) {
            session = try row.id(0)
            name = try row.decode(String.self, at: 1)
            address = try row.decode(String.self, at: 2)
            createdAt = try row.decode(Timestamp.self, at: 3)
            lastSeenAt = try row.decode(Timestamp.self, at: 4)
        }

        func write(to json: inout JSONWriter, isCurrent: Bool) {
            json.object {
                $0.field("id", session)
                $0.field("device", name)
                $0.field("address", address)
                $0.field("createdAt", createdAt)
                $0.field("lastSeenAt", lastSeenAt)
                $0.field("current", isCurrent)
            }
        }
    }

    /// Which sessions of a person are to end.
    package enum Choice: Sendable {
        case one(SessionID)
        case allBut(SessionID)
    }

    /// Ends them; answers how many there were. Sockets and access tokens of theirs end as well.
    package func end(_ choice: Choice, of person: UserID, from client: Client) async throws -> Int {
        let condition: SQL
        switch choice {
        case .one(let session): condition = "id = \(session.rawValue)"
        case .allBut(let session): condition = "id <> \(session.rawValue)"
        }
        let rows = try await pool.query(
            """
            WITH ended AS (\(sql: Self.end("person_id = \(person.rawValue) AND \(sql: condition)")) RETURNING id),
            noted AS (
                INSERT INTO security_event (kind, person_id, session_id, address, device)
                SELECT \(SecurityEvent.Kind.sessionEnded.rawValue), \(person.rawValue), id,
                    \(client.address.text), \(client.device) FROM ended)
            SELECT id FROM ended
            """)
        await ends.announce(try rows.map { .session(try $0.id(0)) })
        return rows.count
    }

    /// Ends the live sessions that meet a condition; the caller announces what it returns.
    static func end(_ condition: SQL) -> SQL {
        "UPDATE session SET ended_at = clock_timestamp() WHERE \(sql: condition) AND ended_at IS NULL"
    }

    /// Of a person with a session more than there may be, the one unused longest.
    static func endSurplus(of person: UserID) -> SQL {
        end(
            """
            id IN (SELECT id FROM session WHERE person_id = \(person.rawValue) AND ended_at IS NULL
                ORDER BY last_seen_at DESC OFFSET \(mostPerPerson))
            """)
    }

    /// A day after its end nobody asks for a session any more.
    static let removeOld: SQL = """
        DELETE FROM session WHERE id = ANY(ARRAY(
            SELECT id FROM session WHERE ended_at < now() - interval '1 day'
            UNION ALL SELECT id FROM session WHERE expires_at < now() - interval '1 day'
            LIMIT \(Int64(AcceptedRequest.removedAtOnce))))
        """
}

extension SessionFamily {
    /// From the first columns of `Sessions.refresh`.
    fileprivate init(row: Row) throws(PostgresError) {
        self.init(
            family: try row.decode([UInt8].self, at: 0), token: try row.decode([UInt8].self, at: 1),
            previous: try row.decode([UInt8]?.self, at: 2), successor: try row.decode([UInt8]?.self, at: 3),
            rotatedAt: try row.decode(Timestamp?.self, at: 4),
            createdAt: try row.decode(Timestamp.self, at: 5),
            expiresAt: try row.decode(Timestamp.self, at: 6), isEnded: try row.decode(Bool.self, at: 7))
    }
}
