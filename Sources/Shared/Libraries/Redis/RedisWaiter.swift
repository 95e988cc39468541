import EventLoops

/// Somebody who waits for an answer.
///
/// `@unchecked Sendable`: touched on the client's loop only. A cancellation handler, which may run
/// anywhere, only passes the reference to a task on that loop.
final class RedisWaiter<Value: Sendable>: @unchecked Sendable {
    typealias Answer = Result<Value, RedisError>

    let started = ContinuousClock.now
    private var continuation: CheckedContinuation<Answer, Never>?

    var isAwaited: Bool { continuation != nil }

    func onEnd(_ continuation: CheckedContinuation<Answer, Never>) { self.continuation = continuation }

    /// Answers once; later answers are dropped.
    func end(_ answer: Answer) {
        let continuation = continuation
        self.continuation = nil
        continuation?.resume(returning: answer)
    }

    /// Suspends the task of an actor on `loop` until somebody calls `end`, or it is cancelled.
    func answer(
        on loop: EventLoop, isolation: isolated any Actor, _ submit: () -> Void
    ) async throws(RedisError) -> Value {
        guard !Task.isCancelled else { throw .cancelled }
        // The isolation is given by name: left to its default the task came back off the loop
        // (Swift 6.3.1 with NonisolatedNonsendingByDefault).
        let answer = await withTaskCancellationHandler(
            operation: {
                await withCheckedContinuation(isolation: isolation) { continuation in
                    onEnd(continuation)
                    submit()
                }
            },
            onCancel: {
                Task(executorPreference: loop) { self.end(.failure(.cancelled)) }
            }, isolation: isolation)
        return try answer.get()
    }
}
