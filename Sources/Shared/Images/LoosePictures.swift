import EventLoops
import Postgres

/// Removes pictures that nothing shows, and files that no picture came of, a day after they were left.
package struct LoosePictures: Sendable {
    /// In one transaction; in the same order everywhere by `due`, so two schedulers share the work.
    private static let batchSize = 50

    private let loop: EventLoop
    private let pool: PostgresPool
    private let rows: PictureRows
    private let store: any PictureStore

    package init(on loop: EventLoop, pool: PostgresPool, store: any PictureStore) {
        self.loop = loop
        self.pool = pool
        rows = PictureRows(pool: pool)
        self.store = store
    }

    /// Looks at all that are due. Throws what the database or the store throw; what is left then is looked
    /// at again ten minutes later.
    package func sweep() async throws {
        while true {
            let (count, gone) = try await takeBatch()
            if !gone.isEmpty {
                try await store.remove(gone.flatMap(\.keys), on: loop)
                try await rows.forget(gone)
            }
            guard count == Self.batchSize else { return }
        }
    }

    /// Takes the rows of loose pictures away first, so that nothing can begin to show a picture whose files
    /// are going. Their names stay, due again later, until the files are gone: a crash between the two only
    /// means that another one goes on.
    private func takeBatch() async throws -> (count: Int, gone: [PictureName]) {
        try await pool.transaction { transaction in
            let due = try await transaction.run(
                """
                SELECT name FROM loose_picture WHERE due <= clock_timestamp() ORDER BY due
                LIMIT \(Self.batchSize) FOR UPDATE SKIP LOCKED
                """)[0]
            let names = try due.map { try $0.decode(String.self, at: 0) }
            guard !names.isEmpty else { return (0, []) }
            // Locked before it is asked what shows them: nothing can begin to do so in between. Who holds one
            // at the moment is about to show it.
            let locked = try await transaction.run(
                "SELECT id FROM image WHERE name = ANY(\(names)) FOR UPDATE SKIP LOCKED")[0]
            let ids = try locked.map { try $0.decode(Int64.self, at: 0) }
            let left = try await transaction.commit(
                """
                DELETE FROM image i WHERE id = ANY(\(ids))
                    AND NOT EXISTS (SELECT 1 FROM auction_image a WHERE a.image_id = i.id)
                    AND NOT EXISTS (SELECT 1 FROM trade_image t WHERE t.image_id = i.id)
                    AND NOT EXISTS (
                        SELECT 1 FROM person p WHERE p.id = i.owner_id AND p.image_url = i.thumbnail_url)
                """,
                "DELETE FROM loose_picture l USING image i WHERE i.id = ANY(\(ids)) AND i.name = l.name",
                """
                UPDATE loose_picture l SET due = clock_timestamp() + interval '10 minutes'
                WHERE name = ANY(\(names))
                RETURNING name, NOT EXISTS (SELECT 1 FROM image i WHERE i.name = l.name)
                """)[2]
            let gone = try left.filter { try $0.decode(Bool.self, at: 1) }
                .map { PictureName(text: try $0.decode(String.self, at: 0)) }
            return (names.count, gone)
        }
    }
}
