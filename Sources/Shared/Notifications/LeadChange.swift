import Postgres

/// Who lost and who took the lead of an auction in one transaction, and what is told of it.
struct LeadChange: Sendable, Equatable {
    /// Milliseconds: who is outbid again so soon is not told again at once. On a hot auction that spares a write
    /// and a push with each bid; gateways find what changed within a second.
    static let interval: Int64 = 1000

    /// Those who led at some time and do not lead at the end, in the order of their ids: rows are locked in it.
    let outbid: [UserID]
    let leader: UserID

    /// What was told, from the results of `statement`.
    struct Told: Sendable {
        var keys: [(person: UserID, key: PersonalKey)] = []
        var read: [PersonalMessage] = []
    }

    /// One statement for all of it, to be run under the auction's lock. An outbid that is unread and young stays
    /// as it is; one that is read, or older, is replaced. That of the leader becomes read.
    func statement(in auction: AuctionID) -> SQL {
        """
        WITH lost AS MATERIALIZED (
            SELECT p.id AS person, n.at, n.read_at,
                coalesce(n.at > clock_timestamp() - \(Self.interval) * interval '1 millisecond', false) AS young
            FROM person p
            LEFT JOIN notification n
                ON n.person_id = p.id AND n.auction_id = \(auction.rawValue) AND n.kind = 'outbid'
            WHERE p.id = ANY(\(outbid.map(\.rawValue))) AND 'outbid' <> ALL (p.muted_kinds)),
        told AS (
            INSERT INTO notification (person_id, kind, auction_id)
            SELECT person, 'outbid', \(auction.rawValue) FROM lost
            WHERE read_at IS NOT NULL OR NOT young ORDER BY person
            \(sql: Notifications.replacing) RETURNING person_id, id),
        led AS (
            UPDATE notification SET read_at = clock_timestamp()
            WHERE person_id = \(leader.rawValue) AND auction_id = \(auction.rawValue) AND kind = 'outbid'
                AND read_at IS NULL
            RETURNING person_id, id)
        SELECT told.person_id, told.id, NULL::bigint FROM told JOIN lost ON lost.person = told.person_id
        WHERE NOT lost.young
        UNION ALL
        SELECT person_id, id, \(sql: StoredNotification.unread(of: "\(leader.rawValue)")) - 1 FROM led
        """
    }

    /// From the rows of `statement`. The count of unread ones was taken before the leader's was read: at the
    /// bound it may be one too low, which the next message corrects.
    static func told(_ rows: Rows) throws -> Told {
        var told = Told()
        for row in rows {
            let person: UserID = try row.id(0)
            let id: NotificationID = try row.id(1)
            if let unread = try row.decode(Int64?.self, at: 2) {
                told.read.append(.notificationsRead(by: person, ids: [id], unread: unread))
            } else {
                told.keys.append((person, .notification(id)))
            }
        }
        return told
    }
}
