import Shared

extension Hub {
    /// Refusals in a row, without a request that was let through between: whoever goes on does not listen.
    static let refusalsInRow = 100

    /// Takes one of the kind from what the socket and its person may do.
    /// Throws `rateLimited` with `retryAfterMs`; the socket closes with 4029 if it has been told often enough.
    func allow(_ kind: Allowance.Kind, _ session: Session) throws(Problem) {
        let now = microsecondsOfLoop
        var wait = session.allowance.take(kind, configuration.rates, at: now)
        if wait == 0, let shared = session.person?.allowance {
            wait = shared.take(kind, configuration.personRates, at: now)
        }
        guard wait > 0 else {
            session.refusals = 0
            return
        }
        metrics.limited.add()
        session.refusals += 1
        if session.refusals >= Self.refusalsInRow {
            session.socket.close(.rateLimited, reason: "too many requests")
        }
        let milliseconds = (wait + 999) / 1000
        var problem = Problem.rateLimited("Too many at once; slow down.", milliseconds: milliseconds)
        problem.members = [.init("retryAfterMs", .integer(milliseconds))]
        throw problem
    }

    private var microsecondsOfLoop: Int64 {
        let time = start.duration(to: .now).components
        return time.seconds * 1_000_000 + time.attoseconds / 1_000_000_000_000
    }
}
