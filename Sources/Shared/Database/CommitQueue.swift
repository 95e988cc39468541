import EventLoops

/// Lets requests about the same thing share commits, on one loop.
///
/// While a commit about a key is in flight, requests about it queue; then all that wait go into one
/// transaction. So a hot row's lock is taken and the disk is synced once for many of them, at most one
/// of the loop's connections waits for that lock, and requests about one key take effect in the order in
/// which they came.
actor CommitQueue<Key: Hashable & Sendable, Request: Sendable, Value: Sendable> {
    struct Committed: Sendable {
        /// One for each request, in their order.
        let outcomes: [Result<Value, Problem>]
        /// What is done once those who asked have been told.
        var afterwards: (@Sendable () async -> Void)?
    }

    private struct Waiting {
        let request: Request
        let answer: CheckedContinuation<Value, any Error>
    }

    nonisolated let loop: EventLoop
    private let batchSize: Int
    private let longestQueue: Int
    private let commit: @Sendable ([Request], Key) async throws -> Committed
    /// A key is here while a commit about it is in flight.
    private var queues: [Key: [Waiting]] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - batchSize: requests in one commit: the gain of more than 256 is small, the wait of the first is not.
    ///   - longestQueue: requests that may wait for one key; 5 000 are half a second of a hot auction at
    ///     10 000/s. More get `unavailable`.
    ///   - commit: what it throws is thrown to all of the batch.
    init(
        on loop: EventLoop, batchSize: Int = 256, longestQueue: Int = 5000,
        commit: @escaping @Sendable ([Request], Key) async throws -> Committed
    ) {
        self.loop = loop
        self.batchSize = batchSize
        self.longestQueue = longestQueue
        self.commit = commit
    }

    /// The request's own outcome, after the commit that it was part of.
    func submit(_ request: Request, about key: Key) async throws -> Value {
        try await withCheckedThrowingContinuation(isolation: self) { answer in
            enqueue(Waiting(request: request, answer: answer), about: key)
        }
    }

    private func enqueue(_ waiting: Waiting, about key: Key) {
        guard let count = queues[key]?.count else {
            queues[key] = [waiting]
            // What else arrives in this turn goes along.
            Task(executorPreference: loop) { await self.work(on: key) }
            return
        }
        guard count < longestQueue else {
            return waiting.answer.resume(
                throwing: Problem.unavailable("Too many are waiting for the same; try again shortly."))
        }
        queues[key]?.append(waiting)
    }

    private func work(on key: Key) async {
        while let waiting = queues[key], !waiting.isEmpty {
            let batch = waiting.prefix(batchSize)
            queues[key] = Array(waiting.dropFirst(batch.count))
            do {
                let done = try await commit(batch.map(\.request), key)
                for (waiting, outcome) in zip(batch, done.outcomes) { waiting.answer.resume(with: outcome) }
                await done.afterwards?()
            } catch {
                for waiting in batch { waiting.answer.resume(throwing: error) }
            }
        }
        queues[key] = nil
    }
}
