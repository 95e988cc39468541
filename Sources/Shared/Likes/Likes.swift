import EventLoops
import Postgres

/// Which auctions people follow, on one loop.
package actor Likes {
    /// Who asks which of these auctions the person likes.
    private struct Question: Hashable, Sendable {
        let person: UserID
        let auctions: [AuctionID]
    }

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    /// A list has up to 100 items, so a statement up to 5 000 pairs.
    private lazy var loader = TurnLoader<Question, Set<AuctionID>>(on: loop, limit: 50) {
        [pool] in try await Self.answer($0, from: pool)
    }
    private nonisolated let changes: CommitQueue<AuctionID, LikeChange, Void>

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool) {
        self.loop = loop
        self.pool = pool
        changes = LikeChange.queue(on: loop, pool: pool)
    }

    /// Those of the auctions that the person likes; all who ask in one turn share a statement.
    package func liked(among auctions: [AuctionID], by person: UserID) async throws -> Set<AuctionID> {
        guard !auctions.isEmpty else { return [] }
        return try await loader.load(Question(person: person, auctions: auctions)) ?? []
    }

    /// Liked twice is liked once. Throws `notFound` for an auction that is not there or was withdrawn.
    package nonisolated func like(_ auction: AuctionID, by person: UserID) async throws {
        try await changes.submit(LikeChange(person: person, likes: true), about: auction)
    }

    /// Throws `notFound` for an auction that is not there.
    package nonisolated func unlike(_ auction: AuctionID, by person: UserID) async throws {
        try await changes.submit(LikeChange(person: person, likes: false), about: auction)
    }

    /// Takes back what people liked whose account was deleted lately: at once, and again each minute in
    /// case that failed. Not in the transaction of the deletion, which has its person locked.
    static let removeOfDeleted: SQL = """
        WITH gone AS MATERIALIZED (
            SELECT person_id, auction_id FROM auction_like WHERE person_id = ANY(ARRAY(
                SELECT id FROM person WHERE deleted_at > now() - interval '1 day'))
            LIMIT \(Int64(AcceptedRequest.removedAtOnce))),
        room AS MATERIALIZED (
            SELECT id FROM auction WHERE id IN (SELECT auction_id FROM gone) ORDER BY id FOR NO KEY UPDATE),
        removed AS (
            DELETE FROM auction_like l USING gone, room
            WHERE l.person_id = gone.person_id AND l.auction_id = gone.auction_id AND room.id = l.auction_id
            RETURNING l.auction_id),
        counted AS (SELECT auction_id, count(*)::int AS likes FROM removed GROUP BY auction_id)
        UPDATE auction SET like_count = like_count - counted.likes FROM counted WHERE id = counted.auction_id
        """

    private static func answer(
        _ questions: [Question], from pool: PostgresPool
    ) async throws -> [Question: Set<AuctionID>] {
        let people = questions.flatMap { question in question.auctions.map { _ in question.person.rawValue } }
        let auctions = questions.flatMap { $0.auctions.map(\.rawValue) }
        let rows = try await pool.query(
            """
            SELECT l.person_id, l.auction_id FROM unnest(\(people), \(auctions)) AS asked (person_id, auction_id)
            JOIN auction_like l USING (person_id, auction_id)
            """)
        var liked: [UserID: Set<AuctionID>] = [:]
        for row in rows { liked[try row.id(0), default: []].insert(try row.id(1)) }
        return Dictionary(
            questions.map { ($0, liked[$0.person] ?? []) }, uniquingKeysWith: { first, _ in first })
    }
}
