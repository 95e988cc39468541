import CUV

/// Runs work that blocks or is heavy on libuv's thread pool, with a bound on what runs and on what waits.
/// The pool is one for the process; so may be an instance, used from any number of loops.
package final class BlockingWork: Sendable {
    /// More than `waiting` pieces of work would have waited.
    package struct Overloaded: Error {}

    private struct State {
        var running = 0
        var waiting: [OneShot<Void>] = []
    }
    private let concurrent: Int
    private let waiting: Int
    private let state = Locked(State())

    /// - Parameters:
    ///   - concurrent: pieces of work that may run at the same time; the pool's threads bound it too.
    ///   - waiting: pieces that may wait for one of those to end, first come, first served.
    package init(concurrent: Int, waiting: Int) {
        self.concurrent = concurrent
        self.waiting = waiting
    }

    /// Sets how many threads the pool has: 1 to 1024; libuv's own choice is 4. Before the first work of the
    /// process and before it has threads that read the environment (`UV_THREADPOOL_SIZE`).
    package static func setThreads(_ count: Int) {
        uv_os_setenv("UV_THREADPOOL_SIZE", "\(count)")
    }

    /// Runs `body` on a thread of the pool and resumes on the caller's executor.
    /// Throws `Overloaded` at once if the bounds are reached, `CancellationError` if the task is cancelled
    /// while it waits, else what `body` throws. Work that runs is not interrupted.
    package func run<Value: Sendable>(
        on loop: EventLoop, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await takePlace()
        return try await withCheckedThrowingContinuation { continuation in
            Task(executorPreference: loop) {
                Job {
                    let result = Result { try body() }
                    // Here rather than when the caller goes on: its loop may be busy.
                    self.leavePlace()
                    continuation.resume(with: result)
                }.submit(to: loop)
            }
        }
    }

    private func takePlace() async throws {
        let waiter: OneShot<Void>? = try state.withLock { state in
            if state.running < concurrent {
                state.running += 1
                return nil
            }
            guard state.waiting.count < waiting else { throw Overloaded() }
            let waiter = OneShot<Void>()
            state.waiting.append(waiter)
            return waiter
        }
        guard let waiter else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { _ = waiter.arm($0) }
        } onCancel: {
            guard waiter.resume(.failure(CancellationError())) else { return }
            state.withLock { state in state.waiting.removeAll { $0 === waiter } }
        }
    }

    /// Hands the place to the first that waits and was not cancelled, else gives it back.
    private func leavePlace() {
        while let first = nextWaiter() {
            if first.resume(.success(())) { return }
        }
    }

    private func nextWaiter() -> OneShot<Void>? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }

    /// One `uv_work_t`; frees itself when the loop has seen its end.
    private final class Job {
        private let work: UnsafeMutablePointer<uv_work_t> = .allocate(capacity: 1)
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        deinit { work.deallocate() }

        func submit(to loop: EventLoop) {
            loop.assertCurrent()
            // Taken back in the second callback, which always comes.
            work.pointee.data = Unmanaged.passRetained(self).toOpaque()
            uv_queue_work(
                loop.uv, work,
                { Unmanaged<Job>.fromOpaque($0!.pointee.data).takeUnretainedValue().body() },
                { work, _ in Unmanaged<Job>.fromOpaque(work!.pointee.data).release() })
        }
    }
}
