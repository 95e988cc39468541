import EventLoops
import Postgres

/// Takes bids and chat lines for rooms, on one loop.
///
/// While a commit of a room is in flight its requests queue; then all that wait go into one
/// transaction. So the row's lock is taken and the disk is synced once for up to `batchSize` of them
/// (measured: 3 300 bids/s one at a time, 145 000/s by 64).
package actor RoomWriter {
    /// Requests in one transaction: the gain of larger ones is small, the wait of the first is not.
    private static let batchSize = 256
    /// Requests that may wait for one room; at 10 000/s that is half a second. More get `unavailable`.
    private static let longestQueue = 5000
    /// A key that was accepted by another room at the same moment breaks the transaction; read again.
    private static let attempts = 3

    package nonisolated let loop: EventLoop
    private let store: RoomStore
    private let publisher: RoomPublisher
    private let personal: PersonalPublisher
    private let metrics: RoomMetrics

    private struct Waiting {
        let request: RoomRequest
        let answer: CheckedContinuation<RoomBatch.Outcome, Never>
    }
    /// A room is here while a commit of it is in flight.
    private var queues: [AuctionID: [Waiting]] = [:]

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(
        on loop: EventLoop, pool: PostgresPool, publisher: RoomPublisher, personal: PersonalPublisher,
        metrics: RoomMetrics
    ) {
        self.loop = loop
        store = RoomStore(pool: pool)
        self.publisher = publisher
        self.personal = personal
        self.metrics = metrics
    }

    /// The JSON object to answer with, after the commit; the same bytes again for the same key.
    package func submit(_ request: RoomRequest) async throws(Problem) -> [UInt8] {
        let outcome = await withCheckedContinuation(isolation: self) { answer in
            enqueue(Waiting(request: request, answer: answer))
        }
        return try outcome.get()
    }

    private func enqueue(_ waiting: Waiting) {
        let auction = waiting.request.auction
        guard let count = queues[auction]?.count else {
            queues[auction] = [waiting]
            // What else arrives in this turn goes along.
            Task(executorPreference: loop) { await self.work(on: auction) }
            return
        }
        guard count < Self.longestQueue else {
            return waiting.answer.resume(
                returning: .failure(.unavailable("Too many are waiting for this auction.")))
        }
        queues[auction]?.append(waiting)
    }

    private func work(on auction: AuctionID) async {
        while let waiting = queues[auction], !waiting.isEmpty {
            let batch = waiting.prefix(Self.batchSize)
            queues[auction] = Array(waiting.dropFirst(batch.count))
            let done = await run(batch.map(\.request), in: auction)
            if !done.events.isEmpty { await publisher.publish(done.events, in: auction) }
            for (waiting, outcome) in zip(batch, done.outcomes) { waiting.answer.resume(returning: outcome) }
            if !done.told.keys.isEmpty { await personal.tell(done.told.keys) }
            if !done.told.read.isEmpty { await personal.publish(done.told.read) }
        }
        queues[auction] = nil
    }

    private func run(_ requests: [RoomRequest], in auction: AuctionID) async -> RoomStore.Result {
        for attempt in 1...Self.attempts {
            do {
                let result = try await store.run(requests, in: auction)
                metrics.committed(requests: requests.count, events: result.events.count)
                return result
            } catch PostgresError.server("23505", _, _) where attempt < Self.attempts {
                continue
            } catch {
                return RoomStore.Result(outcomes: requests.map { _ in .failure(Problem(error)) })
            }
        }
        return RoomStore.Result(outcomes: requests.map { _ in .failure(.unavailable()) })
    }
}
