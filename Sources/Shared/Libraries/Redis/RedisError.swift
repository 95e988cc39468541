/// What can go wrong with a command.
package enum RedisError: Error, Sendable, Equatable {
    /// There is no connection, or it was lost: whether the command took effect is not known.
    case unavailable(String)
    /// No answer within `RedisConfiguration.commandLimit`.
    case timeout
    /// The task was cancelled.
    case cancelled
    /// Too many commands, or too many bytes, already wait.
    case overloaded
    /// The server refused the command, in its own words.
    case server(String)
    /// The configuration's URL is not `redis://[:password@]host[:port][/database]`.
    case invalidURL
}
