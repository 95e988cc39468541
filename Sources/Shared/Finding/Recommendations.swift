import EventLoops
import Postgres

/// The ten live or upcoming auctions with the most people in the room and likes, on one loop.
package actor Recommendations {
    private static let count = 10
    /// The choice is made anew after so long; what it shows is always of now.
    private static let age = Duration.seconds(5)
    /// Rooms, by people, that are looked at beside the most liked and the newest auctions.
    private static let mostRooms = 100

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let audience: RoomAudience
    private var chosen: (auctions: [AuctionID], at: ContinuousClock.Instant)?
    private var choice: Task<[AuctionID], any Error>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(on loop: EventLoop, pool: PostgresPool, audience: RoomAudience) {
        self.loop = loop
        self.pool = pool
        self.audience = audience
    }

    /// Best first.
    package func auctions() async throws -> [AuctionID] {
        if let chosen, chosen.at.duration(to: .now) < Self.age { return chosen.auctions }
        let running = choice ?? Task(executorPreference: loop) { try await self.choose() }
        choice = running
        return try await running.value
    }

    private func choose() async throws -> [AuctionID] {
        defer { choice = nil }
        let rooms = await audience.largest(Self.mostRooms)
        let rows = try await pool.query(statement(rooms: rooms))
        let auctions: [AuctionID] = try rows.map { try $0.id(0) }
        chosen = (auctions, .now)
        return auctions
    }

    /// Somebody who is there counts like two who like it, and all that halves with each day since the
    /// listing. The rating of an auction that is not among the candidates cannot be high: it is neither
    /// new, nor much liked, nor are many people there.
    private func statement(rooms: [(auction: AuctionID, people: Int)]) -> SQL {
        """
        WITH room AS MATERIALIZED (
            SELECT * FROM unnest(\(rooms.map(\.auction.rawValue)), \(rooms.map { Int64($0.people) })) AS r (id, people)),
        candidate AS MATERIALIZED (
            (SELECT id FROM auction WHERE status = 'live' ORDER BY like_count DESC, id DESC LIMIT 100)
            UNION (SELECT id FROM auction WHERE status = 'upcoming' ORDER BY like_count DESC, id DESC LIMIT 100)
            UNION (SELECT id FROM auction WHERE status = 'live' ORDER BY id DESC LIMIT 100)
            UNION (SELECT id FROM auction WHERE status = 'upcoming' ORDER BY id DESC LIMIT 100)
            UNION SELECT id FROM room)
        SELECT a.id FROM candidate JOIN auction a USING (id) LEFT JOIN room USING (id)
        WHERE a.status IN ('live', 'upcoming')
        ORDER BY (1 + a.like_count + 2 * coalesce(room.people, 0))
            * power(0.5, extract(epoch FROM clock_timestamp() - a.created_at) / 86400) DESC, a.id DESC
        LIMIT \(Int64(Self.count))
        """
    }
}
