/// What can go wrong with a statement, told apart by what a caller can do about it.
package enum PostgresError: Error, Sendable, Equatable {
    /// There is no connection, or it was lost with the statement on it: whether that took effect is
    /// not known, and it was not sent again.
    case unavailable(String)
    /// The server did not answer within `PostgresConfiguration.statementLimit`.
    case timeout
    /// The task was cancelled.
    case cancelled
    /// The server refused the statement: its SQLSTATE, its message, the constraint that was violated.
    case server(sqlState: String, message: String, constraint: String?)
    /// A column is NULL or of another type than it was read as.
    case decoding(String)
    /// No connection came free in time, or too many already wait for one.
    case poolExhausted

    /// Whether the database cannot serve now and the same request may succeed later.
    package var isUnavailable: Bool {
        switch self {
        case .unavailable, .timeout, .poolExhausted: true
        // Shutting down or starting up (57P01…57P03), out of connections or memory (class 53).
        // A deadlock rolls one of the two back: nothing happened, and asking again works (40P01).
        case .server(let state, _, _): state.hasPrefix("57P0") || state.hasPrefix("53") || state == "40P01"
        case .cancelled, .decoding: false
        }
    }

    /// The SQLSTATE, if the server gave one.
    package var sqlState: String? {
        if case .server(let state, _, _) = self { state } else { nil }
    }
}
