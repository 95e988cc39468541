/// What the server answers.
package struct Response: Sendable {
    package var status: Int
    package var headers: Headers
    package var body: [UInt8]
    /// Set together with status 101: takes over the connection when the answer has left.
    package var upgrade: (@Sendable (UpgradedSocket) -> Void)?

    package init(status: Int = 200, headers: Headers = Headers(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A connection that left HTTP. The receiver owns the descriptor and must close it.
package struct UpgradedSocket: Sendable {
    /// Non-blocking; no longer known to the HTTP server.
    package let descriptor: CInt
    /// What the client sent behind its request.
    package let received: [UInt8]
}

/// An application: knows nothing of the server that runs it.
package typealias Application = @Sendable (Request) async throws -> Response
