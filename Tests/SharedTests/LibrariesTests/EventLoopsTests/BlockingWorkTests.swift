import Dispatch
import Testing

@testable import EventLoops

/// Work that starts and then goes on only when it is told to.
private final class Held: Sendable {
    private let started = Latch()
    private let gate = DispatchSemaphore(value: 0)

    func work() {
        started.open()
        gate.wait()
    }
    func start() async { await started.wait() }
    func end() { gate.signal() }
}

struct BlockingWorkTests {
    private struct Failure: Error {}

    @Test func `work runs off the loop and its caller goes on where it was`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 0)
        let isBack = try await Task(executorPreference: loop) {
            let isOnLoop = try await work.run(on: loop) { loop.isCurrent }
            #expect(!isOnLoop)
            return loop.isCurrent
        }.value
        #expect(isBack)
        await loop.stop()
    }

    @Test func `no more than the bound runs at once, on however many loops`() async throws {
        let loops = [EventLoop(), EventLoop()]
        let work = BlockingWork(concurrent: 2, waiting: 100)
        let running = Locked((now: 0, most: 0, total: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                let loop = loops[index % 2]
                group.addTask(executorPreference: loop) {
                    try await work.run(on: loop) {
                        running.withLock { running in
                            running.now += 1
                            running.most = max(running.most, running.now)
                            running.total += 1
                        }
                        running.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        let seen = running.withLock { $0 }
        #expect(seen.now == 0 && seen.most <= 2 && seen.total == 100)
        for loop in loops { await loop.stop() }
    }

    @Test func `what waits runs in the order in which it came`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 10)
        let held = Held()
        let order = Locked<[Int]>([])
        let first = Task(executorPreference: loop) { try await work.run(on: loop) { held.work() } }
        await held.start()
        let others = (0..<10).map { index in
            Task(executorPreference: loop) {
                try await work.run(on: loop) { order.withLock { $0.append(index) } }
            }
        }
        held.end()
        try await first.value
        for other in others { try await other.value }
        #expect(order.withLock { $0 } == Array(0..<10))
        await loop.stop()
    }

    @Test func `one more than may wait is refused at once, and none when the others are done`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 1)
        let held = Held()
        let first = Task(executorPreference: loop) { try await work.run(on: loop) { held.work() } }
        await held.start()
        let second = Task(executorPreference: loop) { try await work.run(on: loop) {} }
        await #expect(throws: BlockingWork.Overloaded.self) {
            try await Task(executorPreference: loop) { try await work.run(on: loop) {} }.value
        }
        held.end()
        try await first.value
        try await second.value
        try await work.run(on: loop) {}
        await loop.stop()
    }

    @Test func `a cancelled task leaves the queue, its place is free at once`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 1)
        let held = Held()
        let first = Task(executorPreference: loop) { try await work.run(on: loop) { held.work() } }
        await held.start()
        let second = Task(executorPreference: loop) {
            try await work.run(on: loop) { Issue.record("ran after its task was cancelled") }
        }
        // The loop runs this after it has run `second` up to where it waits.
        await Task(executorPreference: loop) {}.value
        second.cancel()
        let third = Task(executorPreference: loop) { try await work.run(on: loop) { 3 } }
        await #expect(throws: CancellationError.self) { try await second.value }
        held.end()
        try await first.value
        #expect(try await third.value == 3)
        await loop.stop()
    }

    @Test func `a task cancelled before it waits does not wait`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 1)
        let held = Held()
        let first = Task(executorPreference: loop) { try await work.run(on: loop) { held.work() } }
        await held.start()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                await #expect(throws: CancellationError.self) { try await work.run(on: loop) {} }
            }
        }
        held.end()
        try await first.value
        await loop.stop()
    }

    @Test func `work that throws gives its place back`() async throws {
        let loop = EventLoop()
        let work = BlockingWork(concurrent: 1, waiting: 0)
        for _ in 0..<3 {
            await #expect(throws: Failure.self) { try await work.run(on: loop) { throw Failure() } }
        }
        try await work.run(on: loop) {}
        await loop.stop()
    }
}
