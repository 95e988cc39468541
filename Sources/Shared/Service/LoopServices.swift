import EventLoops
import Postgres
import Redis

/// What each loop of a process has of its own: connections, and what works over them.
package struct LoopServices: Sendable {
    package let loop: EventLoop
    package let pool: PostgresPool
    package let redis: RedisClient
    package let publisher: RoomPublisher
    package let writer: RoomWriter
    package let audience: RoomAudience
    package let auctions: AuctionReader
    package let recommendations: Recommendations
    package let likes: Likes
    package let log: RoomLog
    package let people: People
    package let personalLog: PersonalLog
    package let personal: PersonalPublisher
    package let notifications: Notifications
    package let trades: Trades

    /// - Parameter audienceName: unique for a loop with watchers, nil for one without.
    package init(
        _ configuration: ServiceConfiguration, index: Int, metrics: Metrics, audienceName: String? = nil
    ) {
        loop = EventLoop(name: "loop \(index)")
        pool = PostgresPool(on: loop, configuration: configuration.postgres)
        redis = RedisClient(on: loop, configuration: configuration.redis)
        publisher = RoomPublisher(redis: redis)
        personalLog = PersonalLog(pool: pool)
        personal = PersonalPublisher(on: loop, redis: redis, log: personalLog)
        notifications = Notifications(pool: pool, personal: personal)
        trades = Trades(pool: pool, personal: personal)
        writer = RoomWriter(
            on: loop, pool: pool, publisher: publisher, personal: personal, metrics: RoomMetrics(metrics))
        audience = RoomAudience(on: loop, redis: redis, name: audienceName)
        auctions = AuctionReader(on: loop, pool: pool, audience: audience)
        recommendations = Recommendations(on: loop, pool: pool, audience: audience)
        likes = Likes(on: loop, pool: pool)
        log = RoomLog(pool: pool)
        people = People(on: loop, pool: pool)
    }

    /// Begins to connect.
    package func start() async {
        await pool.start()
        await redis.start()
        await audience.start()
    }

    /// Closes all connections and ends the loop's thread.
    package func stop() async {
        await audience.stop()
        await redis.stop()
        await pool.stop()
        await loop.stop()
    }

    /// Whether PostgreSQL answers now.
    package func isReady() async -> Bool {
        (try? await pool.query("SELECT 1")) != nil
    }
}
