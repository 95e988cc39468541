import CUV
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One thread running one `uv_loop_t`, usable as the executor of actors and of tasks.
///
/// Everything that touches the loop's handles runs on its thread. A *turn* is what happens between
/// two polls: callbacks, then jobs until none is left, then the deliveries (`Phase.deliver`), then the
/// flushes (`Phase.flush`), so that all output of a turn leaves in one system call a descriptor.
///
/// `@unchecked Sendable`: `inbox` is locked; all else is touched on the loop's thread only, which
/// each entry checks in debug builds. The thread holds a reference to the loop until it ends, so the
/// unmanaged pointer in `uv_loop_t.data` is valid for as long as callbacks can come.
package final class EventLoop: @unchecked Sendable {
    /// What is to be done when the jobs of a turn are done.
    package enum Phase { case deliver, flush }

    /// Jobs run before the loop polls again even if more are waiting: enough to keep the cost of a
    /// poll (about 1 µs) below 1 %, few enough that sockets are looked at every few milliseconds.
    private static let jobsPerTurn = 4096

    package let name: String
    let uv: UnsafeMutablePointer<uv_loop_t>
    private let wakeup: UnsafeMutablePointer<uv_async_t>
    private let prepare: UnsafeMutablePointer<uv_prepare_t>
    private let idle: UnsafeMutablePointer<uv_idle_t>

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isOpen = true
    }
    private let inbox = Locked(Inbox())
    private var jobs: [UnownedJob] = []
    /// Those that are being run, empty between; kept for its memory.
    private var running: [UnownedJob] = []
    private var deliveries: [() -> Void] = []
    private var flushes: [() -> Void] = []
    private var isStopping = false
    private let thread = Atomic<UInt>(0)
    private let ended = Latch()

    /// Starts the thread. Ends the process if the operating system refuses a thread or a descriptor:
    /// nothing could run.
    package init(name: String = "loop") {
        self.name = name
        uv = .allocate(capacity: 1)
        wakeup = .allocate(capacity: 1)
        prepare = .allocate(capacity: 1)
        idle = .allocate(capacity: 1)
        // These three have no owner; see `HandleOwner.close`.
        wakeup.initialize(to: uv_async_t())
        prepare.initialize(to: uv_prepare_t())
        idle.initialize(to: uv_idle_t())
        precondition(uv_loop_init(uv) == 0, "uv_loop_init: no descriptors left")
        let this = Unmanaged.passUnretained(self).toOpaque()
        uv.pointee.data = this
        uv_async_init(uv, wakeup) { EventLoop.of($0!.pointee.loop).acceptInbox() }
        uv_prepare_init(uv, prepare)
        uv_prepare_start(prepare) { EventLoop.of($0!.pointee.loop).endTurn() }
        uv_idle_init(uv, idle)
        start()
    }

    deinit {
        uv.deallocate()
        wakeup.deallocate()
        prepare.deallocate()
        idle.deallocate()
    }

    private func start() {
        var id = pthread_t()
        // The thread owns one reference, released when it ends.
        let this = Unmanaged.passRetained(self).toOpaque()
        let failed = pthread_create(
            &id, nil,
            { pointer in
                let loop = Unmanaged<EventLoop>.fromOpaque(pointer!).takeRetainedValue()
                loop.run()
                return nil
            }, this)
        precondition(failed == 0, "pthread_create failed: \(failed)")
        pthread_detach(id)
    }

    private func run() {
        thread.store(Self.currentThread, ordering: .releasing)
        uv_run(uv, UV_RUN_DEFAULT)
        uv_loop_close(uv)
        ended.open()
    }

    static func of(_ uv: UnsafeMutablePointer<uv_loop_t>) -> EventLoop {
        Unmanaged<EventLoop>.fromOpaque(uv.pointee.data).takeUnretainedValue()
    }

    // MARK: The thread

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool {
        thread.load(ordering: .relaxed) == Self.currentThread
    }

    private static var currentThread: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }

    package func assertCurrent() {
        assert(isCurrent, "used off its loop's thread")
    }

    /// Runs `work` once, on the loop, at the end of this turn. On the loop only.
    package func atTurnEnd(_ phase: Phase, _ work: @escaping () -> Void) {
        assertCurrent()
        switch phase {
        case .deliver: deliveries.append(work)
        case .flush: flushes.append(work)
        }
    }

    /// Closes what is left on the loop and ends its thread; returns when it has ended.
    /// Tasks that are still waiting for something of this loop never go on: end them first.
    package func stop() async {
        guard !isCurrent else { return assertionFailure("a loop cannot wait for its own end") }
        Task(executorPreference: self) { self.closeAll() }
        await ended.wait()
    }

    private func closeAll() {
        isStopping = true
        inbox.withLock { $0.isOpen = false }
        uv_walk(uv, { handle, _ in if uv_is_closing(handle) == 0 { HandleOwner.close(handle!) } }, nil)
    }

    // MARK: Jobs

    private func acceptInbox() {
        inbox.withLock { inbox in
            if jobs.isEmpty { swap(&jobs, &inbox.jobs) } else { jobs += inbox.jobs }
            inbox.jobs.removeAll(keepingCapacity: true)
        }
    }

    private func endTurn() {
        var left = Self.jobsPerTurn
        while left > 0 {
            if !jobs.isEmpty {
                swap(&jobs, &running)
                left -= running.count
                for job in running {
                    job.runSynchronously(
                        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
                }
                running.removeAll(keepingCapacity: true)
            } else if !deliveries.isEmpty {
                for work in take(&deliveries) { work() }
            } else if !flushes.isEmpty {
                for work in take(&flushes) { work() }
            } else {
                break
            }
        }
        // A running idle handle makes the next poll return at once: work is left.
        let isBusy = !jobs.isEmpty || !deliveries.isEmpty || !flushes.isEmpty
        if isStopping { return }
        if isBusy { uv_idle_start(idle) { _ in } } else { uv_idle_stop(idle) }
    }

    /// Empties the list before its work runs, which may add to it.
    private func take(_ list: inout [() -> Void]) -> [() -> Void] {
        defer { list = [] }
        return list
    }
}

extension EventLoop: SerialExecutor, TaskExecutor {
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { return jobs.append(job) }
        inbox.withLock { inbox in
            // A job for a loop that has ended has nowhere to run. Its handles are gone then, so the
            // loop is woken under the lock that its end takes too.
            guard inbox.isOpen else { return }
            inbox.jobs.append(job)
            guard inbox.jobs.count == 1 else { return }
            // libuv before 1.53 reads its `pending` flag without a fence.
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            uv_async_send(wakeup)
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(isCurrent, "not on the thread of \(name)")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
