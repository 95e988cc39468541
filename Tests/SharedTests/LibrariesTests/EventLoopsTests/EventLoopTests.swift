import Synchronization
import Testing

@testable import EventLoops

/// An actor pinned to a loop, as servers are.
private actor Counter {
    let loop: EventLoop
    var value = 0
    init(on loop: EventLoop) { self.loop = loop }
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    func add() -> Bool {
        value += 1
        return loop.isCurrent
    }
}

private final class Log: Sendable {
    private let list = Mutex<[String]>([])
    func append(_ entry: String) { list.withLock { $0.append(entry) } }
    var entries: [String] { list.withLock { $0 } }
}

struct EventLoopTests {
    @Test func `a task with the loop as its preference runs on the loop's thread`() async {
        let loop = EventLoop()
        let ran = await Task(executorPreference: loop) { loop.isCurrent }.value
        #expect(ran)
        #expect(!loop.isCurrent)
        await loop.stop()
    }

    @Test func `a pinned actor runs on the loop, whoever calls it`() async {
        let loop = EventLoop()
        let counter = Counter(on: loop)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10_000 { group.addTask { await counter.add() } }
            for await onLoop in group { #expect(onLoop) }
        }
        #expect(await counter.value == 10_000)
        await loop.stop()
    }

    @Test func `callbacks enter a pinned actor by assumeIsolated`() async throws {
        let loop = EventLoop()
        let counter = Counter(on: loop)
        let done = OneShot<Int>()
        let value = try await withCheckedThrowingContinuation { continuation in
            _ = done.arm(continuation)
            Task(executorPreference: loop) {
                let timer = LoopTimer(on: loop)
                timer.start(after: 0) {
                    done.resume(.success(counter.assumeIsolated { $0.value }))
                    timer.close()
                }
            }
        }
        #expect(value == 0)
        await loop.stop()
    }

    @Test func `jobs of a turn come before its deliveries, those before its flushes`() async {
        let loop = EventLoop()
        let order = Log()
        await Task(executorPreference: loop) {
            await withCheckedContinuation { continuation in
                loop.atTurnEnd(.flush) {
                    order.append("flush")
                    continuation.resume()
                }
                loop.atTurnEnd(.deliver) { order.append("deliver") }
                Task(executorPreference: loop) { order.append("job") }
            }
        }.value
        #expect(order.entries == ["job", "deliver", "flush"])
        await loop.stop()
    }

    @Test func `a loop that is kept busy by its own jobs still fires its timers`() async throws {
        let loop = EventLoop()
        let busy = Task(executorPreference: loop) {
            while !Task.isCancelled { await Task.yield() }
        }
        try await loop.sleep(milliseconds: 5)
        busy.cancel()
        await busy.value
        await loop.stop()
    }

    @Test func `a cancelled sleep ends at once`() async {
        let loop = EventLoop()
        let sleeper = Task { try await loop.sleep(milliseconds: 3_600_000) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        await loop.stop()
    }

    @Test func `a descriptor that cannot be polled is refused`() async {
        let loop = EventLoop()
        let refused = await Task(executorPreference: loop) {
            do throws(LoopError) {
                _ = try LoopPoll(on: loop, descriptor: -1)
                return false
            } catch { return true }
        }.value
        #expect(refused)
        await loop.stop()
    }
}
