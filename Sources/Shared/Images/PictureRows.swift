import Images
import Postgres

/// The rows that say which pictures there are, and which files there may be besides.
struct PictureRows: Sendable {
    let pool: PostgresPool

    /// Notes that files of this name are about to be stored. If no picture comes of it they are removed
    /// after a day.
    func announce(_ name: PictureName) async throws {
        _ = try await pool.query("INSERT INTO loose_picture (name) VALUES (\(name.text))")
    }

    /// Makes a picture of stored files; until something shows it, it stays among those to be looked at.
    /// Throws `unauthenticated` if its owner may not act any more.
    func add(
        _ name: PictureName, urls: [String], size: EncodedImage, owner: UserID
    ) async throws -> StoredPicture {
        let rows = try await pool.query(
            """
            WITH owner AS MATERIALIZED (
                SELECT id FROM person WHERE id = \(owner.rawValue) AND \(sql: Standing.isGood) FOR KEY SHARE)
            INSERT INTO image (owner_id, name, url, medium_url, thumbnail_url, width, height)
            SELECT id, \(name.text), \(urls[0]), \(urls[1]), \(urls[2]), \(Int32(size.width)), \(Int32(size.height))
            FROM owner RETURNING id
            """)
        guard let row = rows.first else { throw Problem.unauthenticated }
        return StoredPicture(
            id: try row.decode(Int64.self, at: 0), url: urls[0], mediumURL: urls[1], thumbnailURL: urls[2],
            width: size.width, height: size.height)
    }

    /// Takes back what `add` may have done.
    func remove(_ name: PictureName) async throws {
        _ = try await pool.query("DELETE FROM image WHERE name = \(name.text)")
    }

    /// The files of the names are gone.
    func forget(_ names: [PictureName]) async throws {
        _ = try await pool.query("DELETE FROM loose_picture WHERE name = ANY(\(names.map(\.text)))")
    }
}
