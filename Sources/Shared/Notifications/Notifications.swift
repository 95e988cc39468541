import Postgres

/// What people were told: the list, what of it was read, and what they want to be told at all.
package struct Notifications: Sendable {
    /// Rows that one statement makes read: a short transaction.
    private static let readAtOnce = 5000

    /// The end of an INSERT: what was told before of the same thing is replaced under a new id, and unread.
    static let replacing: SQL = """
        ON CONFLICT (person_id, auction_id, kind)
            DO UPDATE SET id = excluded.id, at = excluded.at, read_at = NULL
        """

    private let pool: PostgresPool
    private let personal: PersonalPublisher

    package init(pool: PostgresPool, personal: PersonalPublisher) {
        self.pool = pool
        self.personal = personal
    }

    /// Cursors of the list.
    package static func cursor(_ text: String, of person: UserID) -> RoomHistory.Cursor? {
        RoomHistory.Cursor(text, of: listName(person))
    }

    private static func listName(_ person: UserID) -> String { "notifications-\(person)" }

    /// `{"items":[…],"next":…,"unread":…}`, newest first; `unread` is counted as far as 100.
    package func list(
        of person: UserID, before cursor: RoomHistory.Cursor?, limit: Int
    ) async throws -> [UInt8] {
        // The outer join leaves one row, with the count, where there is nothing else.
        let rows = try await pool.query(
            """
            SELECT unread.count, page.* FROM (SELECT \(sql: StoredNotification.unread(of: "\(person.rawValue)"))) unread (count)
            LEFT JOIN (
                SELECT \(sql: StoredNotification.columns) FROM (
                    SELECT * FROM notification
                    WHERE person_id = \(person.rawValue) AND id < \(cursor?.seq ?? .max)
                    ORDER BY id DESC LIMIT \(limit + 1)) n \(sql: StoredNotification.joins)
            ) AS page (\(sql: Self.pageColumns)) ON true
            ORDER BY page.id DESC
            """)
        let items = try rows.filter { try $0.decode(Int64?.self, at: 1) != nil }
            .map { try StoredNotification(row: $0, at: 1) }
        let next =
            items.count > limit
            ? RoomHistory.Cursor.encode(items[limit - 1].id.rawValue, of: Self.listName(person)) : nil
        let unread = try rows.first?.decode(Int64.self, at: 0) ?? 0
        var json = JSONWriter(capacity: 384 * (items.count + 1))
        json.object {
            $0.field("items") {
                $0.array(items.prefix(limit)) { json, item in json.object { item.writeFields(to: &$0) } }
            }
            $0.field("next", next)
            $0.field("unread", unread)
        }
        return json.bytes
    }

    private static let pageColumns: SQL =
        "id, kind, at, is_read, auction, title, image, price, trade, p1, p2, p3, p4"

    /// Makes all with ids up to `upTo` read, and tells the person's sockets. Rows that somebody is replacing at the
    /// moment are passed over, since they get a higher id: so it never waits, and nothing waits in a circle.
    package func markRead(upTo: Int64, by person: UserID) async throws {
        while true {
            let read = try await pool.query(
                """
                WITH unread AS MATERIALIZED (
                    SELECT ctid FROM notification
                    WHERE person_id = \(person.rawValue) AND read_at IS NULL AND id <= \(upTo)
                    ORDER BY id LIMIT \(Self.readAtOnce) FOR UPDATE SKIP LOCKED)
                UPDATE notification SET read_at = clock_timestamp()
                WHERE ctid = ANY(ARRAY(SELECT ctid FROM unread))
                """
            ).affected
            if read < Self.readAtOnce { break }
        }
        let rows = try await pool.query("SELECT \(sql: StoredNotification.unread(of: "\(person.rawValue)"))")
        let unread = try rows.first?.decode(Int64.self, at: 0) ?? 0
        await personal.publish([.notificationsRead(by: person, upTo: upTo, unread: unread)])
    }

    // MARK: Settings

    /// One boolean a kind: whether the person is told of it. Throws `unauthenticated` for somebody who is no more.
    package func settings(of person: UserID) async throws -> [UInt8] {
        try Self.settings(
            try await pool.query(
                "SELECT muted_kinds FROM person WHERE id = \(person.rawValue) AND \(sql: Standing.isGood)"))
    }

    /// Switches kinds on and off; those that are not named stay. Answers and throws as `settings`.
    package func change(
        of person: UserID, _ switches: [NotificationKind: Bool]
    ) async throws -> [UInt8] {
        let on = switches.filter(\.value).map(\.key.rawValue)
        let off = switches.filter { !$0.value }.map(\.key.rawValue)
        return try Self.settings(
            try await pool.query(
                """
                UPDATE person SET muted_kinds = ARRAY(
                    SELECT kind FROM unnest(muted_kinds) kind WHERE kind <> ALL (\(on))
                    UNION SELECT kind FROM unnest(\(off)) kind ORDER BY 1)
                WHERE id = \(person.rawValue) AND \(sql: Standing.isGood) RETURNING muted_kinds
                """))
    }

    private static func settings(_ rows: Rows) throws -> [UInt8] {
        guard let row = rows.first else { throw Problem.unauthenticated }
        let muted = try row.decode([String].self, at: 0)
        var json = JSONWriter()
        json.object { json in
            for kind in NotificationKind.allCases {
                json.field(kind.name) { $0.raw(muted.contains(kind.rawValue) ? "false" : "true") }
            }
        }
        return json.bytes
    }
}

extension NotificationKind {
    /// The raw value as a name in JSON.
    package var name: StaticString {
        switch self {
        case .outbid: "outbid"
        case .auctionStarted: "auctionStarted"
        case .auctionEndingSoon: "auctionEndingSoon"
        case .won: "won"
        case .sold: "sold"
        case .unsold: "unsold"
        case .tradeMessage: "tradeMessage"
        case .tradeReminder: "tradeReminder"
        }
    }
}

extension PersonalMessage {
    /// docs/realtime.md, "notificationsRead": all up to an id are read, and those of `ids`.
    static func notificationsRead(
        by person: UserID, upTo: Int64 = 0, ids: [NotificationID] = [], unread: Int64
    ) -> PersonalMessage {
        var json = JSONWriter()
        json.object {
            $0.field("type", "notificationsRead")
            $0.field("upTo", upTo)
            if !ids.isEmpty { $0.field("ids") { $0.array(ids) { $0.value($1.rawValue) } } }
            $0.field("unread", unread)
        }
        return PersonalMessage(person: person, key: nil, text: json.bytes)
    }
}
