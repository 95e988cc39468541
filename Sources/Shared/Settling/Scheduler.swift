import EventLoops
import Postgres

/// Keeps the time: settles what is due, sleeps until the next, and cleans up. Any number may run.
package actor Scheduler {
    /// Looks again at least this often, in case word of a new due time was lost.
    private static let longestSleep: Int64 = 1000
    /// A row that a bid holds at its end is free again within a commit.
    private static let shortestSleep: Int64 = 5
    /// Before it is looked again for notices that others hold.
    private static let pause = 50
    private static let cleaningInterval: Int64 = 60_000

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let due: DueAuctions
    private let notices: FollowerNotices
    private let reminders: TradeReminders
    private let pictures: LoosePictures
    private let log: Log
    private let metrics: SchedulerMetrics
    private var sleeper: LoopTimer?
    private var waiting: CheckedContinuation<Void, Never>?
    private var isWoken = false
    private var isStopping = false
    private var sweep: Task<Void, Never>?
    private var telling: Task<Void, Never>?
    private var lastCleaning = Timestamp(microseconds: 0)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(
        on loop: EventLoop, pool: PostgresPool, publisher: RoomPublisher, personal: PersonalPublisher,
        pictures: LoosePictures, log: Log, metrics: SchedulerMetrics
    ) {
        self.loop = loop
        self.pool = pool
        due = DueAuctions(pool: pool, publisher: publisher, personal: personal)
        notices = FollowerNotices(pool: pool, personal: personal)
        reminders = TradeReminders(pool: pool, personal: personal)
        self.pictures = pictures
        self.log = log
        self.metrics = metrics
    }

    /// Runs until `stop`. While the database is away it waits for it.
    package func run() async {
        await pool.listen(DueAuctions.channel) { _ in
            Task(executorPreference: self.loop) { await self.wake() }
        }
        while !isStopping {
            do {
                let progress = try await due.settle()
                metrics.settled(progress)
                if progress.started + progress.ended > 0 { continue }
                try await clean()
                let next = try await due.millisecondsUntilNext() ?? Self.longestSleep
                let notice = try await untilNextNotice()
                await sleep(max(Self.shortestSleep, min(Self.longestSleep, next, notice)))
            } catch {
                log.warning("settling failed; trying again", ["error": "\(error)"])
                await sleep(200)
            }
        }
        sweep?.cancel()
        await sweep?.value
        await telling?.value
    }

    private func clean() async throws {
        let now = Timestamp.now()
        guard now > lastCleaning.adding(milliseconds: Self.cleaningInterval) else { return }
        lastCleaning = now
        for statement in [
            AcceptedRequest.removeOld, PhoneVerifications.removeOld, Sessions.removeOld,
            SecurityEvent.removeOld, Likes.removeOfDeleted,
        ] {
            while try await pool.query(statement).affected == AcceptedRequest.removedAtOnce {}
        }
        try await reminders.run()
        beginSweep()
    }

    /// Begins to tell followers what is due, beside the settling: auctions start while ten thousand people are
    /// told of one. Answers the milliseconds until there is more to tell.
    private func untilNextNotice() async throws -> Int64 {
        guard telling == nil, let next = try await notices.millisecondsUntilNext() else {
            return Self.longestSleep
        }
        guard next <= 0 else { return next }
        telling = Task(executorPreference: loop) { await self.tellFollowers() }
        return Self.longestSleep
    }

    private func tellFollowers() async {
        var count = 0
        do {
            count = try await notices.run()
            metrics.told(count)
        } catch {
            log.warning("followers not told; trying again", ["error": "\(error)"])
        }
        // Another scheduler has what is due, or the database is away.
        if count == 0 { try? await loop.sleep(milliseconds: Self.pause) }
        telling = nil
        wake()
    }

    /// Beside the settling, which must not wait for a store of pictures. What fails is tried again.
    private func beginSweep() {
        guard sweep == nil else { return }
        sweep = Task(executorPreference: loop) { await self.sweepPictures() }
    }

    private func sweepPictures() async {
        do {
            try await pictures.sweep()
        } catch {
            log.warning("loose pictures not removed", ["error": "\(error)"])
        }
        sweep = nil
    }

    /// Lets `run` return when it has done what it is at.
    package func stop() {
        isStopping = true
        wake()
    }

    private func wake() {
        isWoken = true
        sleeper?.stop()
        waiting?.resume()
        waiting = nil
    }

    private func sleep(_ milliseconds: Int64) async {
        if isWoken {
            isWoken = false
            return
        }
        let timer = sleeper ?? LoopTimer(on: loop)
        sleeper = timer
        timer.start(after: Int(milliseconds)) { [unowned self] in self.assumeIsolated { $0.wake() } }
        await withCheckedContinuation(isolation: self) { waiting = $0 }
        isWoken = false
    }
}
