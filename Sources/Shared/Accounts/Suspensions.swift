import Postgres

/// What operators do to accounts.
package struct Suspensions: Sendable {
    private let pool: PostgresPool
    private let ends: SessionEnds

    package init(pool: PostgresPool, ends: SessionEnds) {
        self.pool = pool
        self.ends = ends
    }

    /// Ends all sessions and keeps the person out, for some days or, without a number, for good.
    /// Throws `notFound` for a name that nobody has.
    package func suspend(_ name: String, days: Int64?, reason: String?) async throws {
        let (person, sessions) = try await pool.transaction { transaction in
            let rows = try await transaction.run(
                """
                UPDATE person SET suspended_at = clock_timestamp(), suspended_for = \(reason),
                    suspended_until = clock_timestamp() + \(days) * interval '1 day'
                WHERE username_key = \(Username.key(ofName: name)) AND deleted_at IS NULL RETURNING id
                """)[0]
            guard let row = rows.first else { throw Problem.notFound }
            let person: UserID = try row.id(0)
            let ended = try await transaction.commit(
                "\(sql: Sessions.end("person_id = \(person.rawValue)")) RETURNING id",
                SecurityEvent.insert(.suspended, person: person, detail: reason))[0]
            return (person, ended)
        }
        await ends.announce(
            [.person(person)] + (try sessions.map { .session(try $0.id(0)) }))
    }

    /// Throws `notFound` for a name that nobody has; does nothing to somebody who is not suspended.
    package func restore(_ name: String) async throws {
        let rows = try await pool.query(
            """
            WITH restored AS (
                UPDATE person SET suspended_at = NULL, suspended_until = NULL, suspended_for = NULL
                WHERE username_key = \(Username.key(ofName: name)) AND suspended_at IS NOT NULL RETURNING id),
            noted AS (
                INSERT INTO security_event (kind, person_id)
                SELECT \(SecurityEvent.Kind.restored.rawValue), id FROM restored)
            SELECT 1 FROM person WHERE username_key = \(Username.key(ofName: name)) AND deleted_at IS NULL
            """)
        if rows.isEmpty { throw Problem.notFound }
    }

    /// What is known of an account, one fact a line, the last security events below it.
    package func describe(_ name: String) async throws -> String {
        let rows = try await pool.query(
            """
            SELECT p.id, p.username, p.phone, p.created_at, p.manner_score, p.suspended_at, p.suspended_until,
                p.suspended_for, (SELECT count(*) FROM session WHERE person_id = p.id AND ended_at IS NULL
                    AND expires_at > clock_timestamp())
            FROM person p WHERE p.username_key = \(Username.key(ofName: name)) AND p.deleted_at IS NULL
            """)
        guard let row = rows.first else { throw Problem.notFound }
        let id = try row.decode(Int64.self, at: 0)
        var lines = [
            "id            \(id)",
            "username      \(try row.decode(String.self, at: 1))",
            "phone         \(try row.decode(String?.self, at: 2) ?? "none")",
            "member since  \(try row.decode(Timestamp.self, at: 3))",
            "manner score  \(try row.decode(Int32.self, at: 4))",
            "sessions      \(try row.decode(Int64.self, at: 8))",
        ]
        if let since = try row.decode(Timestamp?.self, at: 5) {
            let until = try row.decode(Timestamp?.self, at: 6).map { "until \($0)" } ?? "for good"
            lines.append("suspended     since \(since), \(until)")
            if let reason = try row.decode(String?.self, at: 7) { lines.append("reason        \(reason)") }
        }
        let events = try await pool.query(
            """
            SELECT at, kind, address, device FROM security_event WHERE person_id = \(id)
            ORDER BY id DESC LIMIT 20
            """)
        for event in events {
            let words = [
                try event.decode(Timestamp.self, at: 0).description, try event.decode(String.self, at: 1),
                try event.decode(String?.self, at: 2) ?? "", try event.decode(String?.self, at: 3) ?? "",
            ]
            lines.append(words.filter { !$0.isEmpty }.joined(separator: "  "))
        }
        return lines.joined(separator: "\n")
    }
}
