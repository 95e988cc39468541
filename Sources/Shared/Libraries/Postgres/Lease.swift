/// A connection that one transaction has to itself.
///
/// `@unchecked Sendable`: what it refers to is touched on the pool's loop only; others pass it on.
final class Lease: @unchecked Sendable {
    let line: Line
    /// Not the line's next one, should this be lost.
    let connection: Connection
    /// Whether BEGIN has been sent.
    var hasBegun = false
    var isCommitted = false
    var isOver = false

    init(line: Line, connection: Connection) {
        self.line = line
        self.connection = connection
    }
}
