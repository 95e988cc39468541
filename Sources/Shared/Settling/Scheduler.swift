import EventLoops
import Postgres

/// Keeps the time: settles what is due, sleeps until the next, and cleans up. Any number may run.
package actor Scheduler {
    /// Looks again at least this often, in case word of a new due time was lost.
    private static let longestSleep: Int64 = 1000
    /// A row that a bid holds at its end is free again within a commit.
    private static let shortestSleep: Int64 = 5
    private static let cleaningInterval: Int64 = 60_000

    package nonisolated let loop: EventLoop
    private let pool: PostgresPool
    private let due: DueAuctions
    private let pictures: LoosePictures
    private let log: Log
    private let metrics: SchedulerMetrics
    private var sleeper: LoopTimer?
    private var waiting: CheckedContinuation<Void, Never>?
    private var isWoken = false
    private var isStopping = false
    private var sweep: Task<Void, Never>?
    private var lastCleaning = Timestamp(microseconds: 0)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(
        on loop: EventLoop, pool: PostgresPool, publisher: RoomPublisher, pictures: LoosePictures,
        log: Log, metrics: SchedulerMetrics
    ) {
        self.loop = loop
        self.pool = pool
        due = DueAuctions(pool: pool, publisher: publisher)
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
                await sleep(max(Self.shortestSleep, min(Self.longestSleep, next)))
            } catch {
                log.warning("settling failed; trying again", ["error": "\(error)"])
                await sleep(200)
            }
        }
        sweep?.cancel()
        await sweep?.value
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
        beginSweep()
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
