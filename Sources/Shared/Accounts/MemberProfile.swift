import Postgres

/// What a member's page shows, and the number for the member alone.
package struct MemberProfile: Sendable {
    package let profile: PublicProfile
    let reviewCount: Int
    let soldCount: Int64
    let createdAt: Timestamp
    /// E.164; shown to nobody else.
    let phone: String?

    /// JSON of docs/openapi.yaml: `Member`, or `OwnProfile` with the number.
    package func write(to json: inout JSONWriter, withPhone: Bool) {
        json.object {
            $0.field("id", profile.id)
            $0.field("username", profile.username)
            $0.field("imageUrl", profile.imageUrl)
            $0.field("mannerScore", profile.mannerScore)
            $0.field("reviewCount", reviewCount)
            $0.field("soldCount", soldCount)
            $0.field("createdAt", createdAt)
            if withPhone { $0.field("phone", phone) }
        }
    }

    package func json(withPhone: Bool) -> [UInt8] {
        var json = JSONWriter()
        write(to: &json, withPhone: withPhone)
        return json.bytes
    }

    /// Of `person p`, in the order that `init(row:at:)` reads.
    static let columns: SQL = """
        p.id, p.username, p.image_url, p.manner_score, p.review_count,
        (SELECT count(*) FROM trade t WHERE t.seller_id = p.id), p.created_at, p.phone
        """
    static let columnCount = 8

    init(row: Row, at column: Int) throws(PostgresError) {
        guard let profile = try row.profile(at: column) else { throw .decoding("a person without an id") }
        self.profile = profile
        reviewCount = Int(try row.decode(Int32.self, at: column + 4))
        soldCount = try row.decode(Int64.self, at: column + 5)
        createdAt = try row.decode(Timestamp.self, at: column + 6)
        phone = try row.decode(String?.self, at: column + 7)
    }
}

/// Who may act: not deleted, and not suspended at the moment.
package enum Standing {
    /// A condition on `person`, whose columns must not be ambiguous where it stands.
    package static let isGood: SQL = """
        (deleted_at IS NULL AND (suspended_at IS NULL OR coalesce(suspended_until <= clock_timestamp(), false)))
        """
}
