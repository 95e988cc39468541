import CUV

/// A timer on a loop (`uv_timer_t`). On the loop only; `close` it when it is no longer needed.
package final class LoopTimer: HandleOwner {
    private var action: (() -> Void)?

    package init(on loop: EventLoop) {
        do {
            try super.init(uv_timer_t.self, on: loop) { uv_timer_init(loop.uv, $0) }
        } catch {
            preconditionFailure("uv_timer_init cannot fail: \(error)")
        }
    }

    /// Runs `action` after `delay` and, with `interval`, again and again. Replaces an earlier start.
    /// Both are in milliseconds of the loop's own clock; an interval of 0 means once.
    package func start(after delay: Int, every interval: Int = 0, _ action: @escaping () -> Void) {
        loop.assertCurrent()
        guard !isClosed else { return }
        self.action = action
        uv_update_time(loop.uv)
        uv_timer_start(
            raw.assumingMemoryBound(to: uv_timer_t.self),
            { handle in
                let timer = Unmanaged<LoopTimer>.fromOpaque(handle!.pointee.data).takeUnretainedValue()
                timer.action?()
            }, UInt64(max(0, delay)), UInt64(max(0, interval)))
    }

    package func stop() {
        guard !isClosed else { return }
        uv_timer_stop(raw.assumingMemoryBound(to: uv_timer_t.self))
        action = nil
    }

    override func willClose() { action = nil }
}

extension EventLoop {
    /// Suspends the task for `milliseconds`; throws `CancellationError` as soon as it is cancelled.
    package func sleep(milliseconds: Int) async throws {
        let waiting = OneShot<Void>()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waiting.arm(continuation) else { return }
                Task(executorPreference: self) {
                    let timer = LoopTimer(on: self)
                    timer.start(after: milliseconds) {
                        waiting.resume(.success(()))
                        timer.close()
                    }
                }
            }
        } onCancel: {
            waiting.resume(.failure(CancellationError()))
        }
    }
}
