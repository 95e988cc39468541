/// How a loop's pool reaches the server, and its bounds. Times are in milliseconds.
package struct PostgresConfiguration: Sendable {
    /// libpq's own form. Give addresses, not names: libpq looks names up on the loop's thread.
    package var conninfo: String
    package var connections = 4
    /// Statements and transactions that may wait for a connection, and be in flight on one.
    package var maximumWaiting = 1024
    /// How long one of these waits before `poolExhausted`.
    package var waitLimit = 2000
    /// How long a statement may take, its way through the pipeline included, before `timeout`.
    package var statementLimit = 5000
    package var applicationName: String

    package init(conninfo: String, applicationName: String = "handsup") {
        self.conninfo = conninfo
        self.applicationName = applicationName
    }

    /// How long an outage must last until statements fail without waiting for its end: a restart of
    /// the server's processes after a crash of one of them takes about this long.
    static let graceOfOutage = 500
    static let connectLimit = 5000
    /// How long a cancelled statement may take to end before the connection is given up.
    static let cancelLimit = 1000
    /// Prepared statements a connection keeps.
    static let statementsKept = 256
}
