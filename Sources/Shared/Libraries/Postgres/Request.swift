/// Statements that travel together, and who waits for them.
///
/// `@unchecked Sendable`: touched on the pool's loop only. A cancellation handler, which may run
/// anywhere, only passes the reference to a task on that loop.
final class Request: @unchecked Sendable {
    typealias Answer = Result<[Rows], PostgresError>

    let statements: [SQL]
    /// Sent by the simple protocol, alone on the connection.
    let isScript: Bool
    let started = ContinuousClock.now
    /// What a request for a connection was given.
    var lease: Lease?
    private(set) var results: [Rows] = []
    private var failure: PostgresError?
    private var completion: ((Answer) -> Void)?
    private var continuation: CheckedContinuation<Answer, Never>?

    init(_ statements: [SQL], isScript: Bool = false) {
        self.statements = statements
        self.isScript = isScript
    }

    func onEnd(_ continuation: CheckedContinuation<Answer, Never>) { self.continuation = continuation }
    func onEnd(_ completion: @escaping (Answer) -> Void) { self.completion = completion }

    /// Whether somebody still waits: not after a time-out or a cancellation.
    var isAwaited: Bool { continuation != nil || completion != nil }

    func append(_ rows: Rows) { if isAwaited { results.append(rows) } }
    /// The first failure is the cause of the others.
    func fail(_ error: PostgresError) { if failure == nil { failure = error } }

    func complete() { end(failure.map { .failure($0) } ?? .success(results)) }

    /// Answers who waits, once; later answers are dropped.
    func end(_ answer: Answer) {
        let (continuation, completion) = (continuation, completion)
        self.continuation = nil
        self.completion = nil
        continuation?.resume(returning: answer)
        completion?(answer)
    }
}
