/// A continuation that a callback and a cancellation may both resume: the first one wins.
package final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case armed(CheckedContinuation<Value, any Error>)
        case done(Result<Value, any Error>)
        case spent
    }
    private let state = Locked(State.idle)

    package init() {}

    /// Takes the continuation; answers false, and resumes it, if the result was there before.
    package func arm(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
        let early: Result<Value, any Error>? = state.withLock { state in
            if case .done(let result) = state {
                state = .spent
                return result
            }
            state = .armed(continuation)
            return nil
        }
        guard let early else { return true }
        continuation.resume(with: early)
        return false
    }

    /// Resumes the continuation; answers false if somebody was first.
    @discardableResult
    package func resume(_ result: Result<Value, any Error>) -> Bool {
        let (continuation, isFirst): (CheckedContinuation<Value, any Error>?, Bool) = state.withLock {
            state in
            switch state {
            case .idle:
                state = .done(result)
                return (nil, true)
            case .armed(let continuation):
                state = .spent
                return (continuation, true)
            case .done, .spent:
                return (nil, false)
            }
        }
        continuation?.resume(with: result)
        return isFirst
    }
}
