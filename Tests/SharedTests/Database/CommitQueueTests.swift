import EventLoops
import Testing

@testable import Shared

/// A database that commits a batch when it is let go on.
private actor Commits {
    nonisolated let loop: EventLoop
    private(set) var batches: [[Int]] = []
    private var held: [CheckedContinuation<Void, Never>] = []
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) { self.loop = loop }

    func commit(_ batch: [Int]) async {
        batches.append(batch)
        await withCheckedContinuation { held.append($0) }
    }

    /// Lets the batch that began last end, and returns when the next one is in flight or none is left.
    func goOn() async {
        held.popLast()?.resume()
        for _ in 0..<10 { await Task(executorPreference: loop) {}.value }
    }
}

struct CommitQueueTests {
    private struct Broken: Error {}

    private func withQueue(
        batchSize: Int, longestQueue: Int = 100,
        _ body: (CommitQueue<String, Int, Int>, Commits) async throws -> Void
    ) async throws {
        let loop = EventLoop()
        let commits = Commits(on: loop)
        let queue = CommitQueue<String, Int, Int>(on: loop, batchSize: batchSize, longestQueue: longestQueue)
        {
            batch, _ in
            await commits.commit(batch)
            if batch.contains(666) { throw Broken() }
            return .init(outcomes: batch.map { $0 < 0 ? .failure(.notFound) : .success($0 * 10) })
        }
        try await body(queue, commits)
        await loop.stop()
    }

    /// Asks for each on the queue's loop, in this order; returns when all have been taken.
    private func ask(
        _ requests: [Int], about key: String = "one", _ queue: CommitQueue<String, Int, Int>
    ) async -> [Task<Int, any Error>] {
        var asked: [Task<Int, any Error>] = []
        for request in requests {
            asked.append(
                Task(executorPreference: queue.loop) { try await queue.submit(request, about: key) })
            for _ in 0..<2 { await Task(executorPreference: queue.loop) {}.value }
        }
        return asked
    }

    @Test func `what comes while a commit is in flight shares the next ones, in order`() async throws {
        try await withQueue(batchSize: 3) { queue, commits async throws in
            let asked = await ask([1, 2, 3, 4, 5], queue)
            #expect(await commits.batches == [[1]])
            await commits.goOn()
            #expect(await commits.batches == [[1], [2, 3, 4]])
            await commits.goOn()
            await commits.goOn()
            #expect(await commits.batches == [[1], [2, 3, 4], [5]])
            for (index, task) in asked.enumerated() { #expect(try await task.value == (index + 1) * 10) }
            // And again, when nothing was in flight.
            let later = await ask([6], queue)
            await commits.goOn()
            #expect(try await later[0].value == 60)
        }
    }

    @Test func `keys do not wait for each other`() async throws {
        try await withQueue(batchSize: 3) { queue, commits async throws in
            let first = await ask([1], about: "one", queue)
            let second = await ask([2], about: "two", queue)
            #expect(await commits.batches == [[1], [2]])
            await commits.goOn()
            #expect(try await second[0].value == 20)
            await commits.goOn()
            #expect(try await first[0].value == 10)
        }
    }

    @Test func `each gets its own outcome, and all of a batch what breaks it`() async throws {
        try await withQueue(batchSize: 3) { queue, commits async throws in
            let asked = await ask([1, 2, -3, 4, 5, 666, 7, 8], queue)
            for _ in 0..<4 { await commits.goOn() }
            #expect(await commits.batches == [[1], [2, -3, 4], [5, 666, 7], [8]])
            for index in [0, 1, 3, 7] { #expect(try await asked[index].value == (index + 1) * 10) }
            await #expect(throws: Problem.notFound) { try await asked[2].value }
            for index in 4...6 { await #expect(throws: Broken.self) { try await asked[index].value } }
        }
    }

    @Test func `more than may wait are refused`() async throws {
        try await withQueue(batchSize: 2, longestQueue: 2) { queue, commits async throws in
            let asked = await ask([1, 2, 3, 4], queue)
            await #expect(throws: Problem.self) { try await asked[3].value }
            for _ in 0..<2 { await commits.goOn() }
            for index in 0..<3 { #expect(try await asked[index].value == (index + 1) * 10) }
        }
    }
}
