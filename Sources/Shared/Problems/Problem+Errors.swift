import EventLoops
import HTTPServer
import Postgres
import Redis

extension Problem {
    /// What a caller is told about any error: a dependency that is away is `unavailable`; what is
    /// nobody's input is `internal`, whose text says nothing of the inside.
    package init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as JSONInput.Failure: self = Problem(failure)
        case let error as PostgresError where error.isUnavailable: self = .unavailable()
        case is RedisError, is BlockingWork.Overloaded, is CancellationError: self = .unavailable()
        case is RequestBody.TooLarge: self = Problem(.tooLarge, "tooLarge", "The body is too large.")
        case is RequestBody.Incomplete: self = .malformed("The body ended early.")
        default: self = Problem(.internal, "internal", "Something went wrong on our side.")
        }
    }
}
