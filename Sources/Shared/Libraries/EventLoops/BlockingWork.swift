import CUV

/// Runs work that blocks or is heavy on libuv's thread pool, with a bound on what waits.
package final class BlockingWork: Sendable {
    /// More than `limit` pieces were running or waiting.
    package struct Overloaded: Error {}

    private let limit: Int
    private let count = Locked(0)

    /// - Parameter limit: pieces of work that may be running or waiting at the same time.
    package init(limit: Int) { self.limit = limit }

    /// Runs `body` on a thread of the pool and resumes on the caller's executor.
    /// Throws `Overloaded` at once if the bound is reached, else what `body` throws.
    package func run<Value: Sendable>(
        on loop: EventLoop, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let isAdmitted = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw Overloaded() }
        defer { count.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            Task(executorPreference: loop) {
                Job { continuation.resume(with: Result { try body() }) }.submit(to: loop)
            }
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
