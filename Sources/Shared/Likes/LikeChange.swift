import EventLoops
import Postgres

/// That a person likes an auction, or likes it no more.
struct LikeChange: Sendable {
    let person: UserID
    let likes: Bool

    /// Changes of one auction share its row's lock and the commit: each alone, a crowd that follows an auction
    /// would wait for as many syncs of the disk.
    static func queue(on loop: EventLoop, pool: PostgresPool) -> CommitQueue<AuctionID, LikeChange, Void> {
        CommitQueue(on: loop) { changes, auction in
            let isOpen = try await write(changes, of: auction, to: pool)
            return .init(
                outcomes: changes.map { change in
                    // What was withdrawn cannot be liked, but be liked no more.
                    isOpen == true || isOpen == false && !change.likes ? .success(()) : .failure(.notFound)
                })
        }
    }

    /// Of several changes of a person the last is what counts. Returns whether the auction may be liked, nil if there
    /// is none.
    private static func write(
        _ changes: [LikeChange], of auction: AuctionID, to pool: PostgresPool
    ) async throws -> Bool? {
        let last = Dictionary(changes.map { ($0.person, $0.likes) }, uniquingKeysWith: { $1 })
        // The auction is locked before the people, as everywhere.
        let rows = try await pool.query(
            """
            WITH room AS MATERIALIZED (
                SELECT id, status <> 'cancelled' AS is_open FROM auction WHERE id = \(auction.rawValue)
                FOR NO KEY UPDATE),
            person_change AS MATERIALIZED (
                SELECT p.id, asked.likes
                FROM unnest(\(last.keys.map(\.rawValue)), \(Array(last.values))) AS asked (person_id, likes)
                JOIN person p ON p.id = asked.person_id, room
                WHERE \(sql: Standing.isGood) AND (room.is_open OR NOT asked.likes)
                ORDER BY p.id FOR KEY SHARE OF p),
            liked AS (
                INSERT INTO auction_like (person_id, auction_id)
                SELECT person_change.id, room.id FROM person_change, room WHERE person_change.likes
                ON CONFLICT DO NOTHING RETURNING 1),
            unliked AS (
                DELETE FROM auction_like l USING person_change, room
                WHERE NOT person_change.likes AND l.person_id = person_change.id AND l.auction_id = room.id
                RETURNING 1),
            change AS (SELECT (SELECT count(*) FROM liked)::int - (SELECT count(*) FROM unliked)::int AS likes),
            counted AS (
                UPDATE auction SET like_count = like_count + (SELECT likes FROM change)
                WHERE id = (SELECT id FROM room) AND (SELECT likes FROM change) <> 0)
            SELECT is_open FROM room
            """)
        return try rows.first?.decode(Bool.self, at: 0)
    }
}
