import Postgres

/// What everybody may see of a person.
package struct PublicProfile: Sendable, Equatable {
    package let id: UserID
    package let username: String
    package let imageUrl: String?
    /// 0 … 100; everybody starts at 50.
    package let mannerScore: Int

    package init(id: UserID, username: String, imageUrl: String? = nil, mannerScore: Int = 50) {
        self.id = id
        self.username = username
        self.imageUrl = imageUrl
        self.mannerScore = mannerScore
    }

    package func write(to json: inout JSONWriter) {
        json.object {
            $0.field("id", id)
            $0.field("username", username)
            $0.field("imageUrl", imageUrl)
            $0.field("mannerScore", mannerScore)
        }
    }
}

extension Row {
    /// A profile from four columns, `id, username, image_url, manner_score`, that start at `column`;
    /// nil if the id is null, as an outer join leaves it.
    package func profile(at column: Int) throws(PostgresError) -> PublicProfile? {
        guard let id = try decode(Int64?.self, at: column) else { return nil }
        return PublicProfile(
            id: UserID(id), username: try decode(String.self, at: column + 1),
            imageUrl: try decode(String?.self, at: column + 2),
            mannerScore: Int(try decode(Int32.self, at: column + 3)))
    }
}
