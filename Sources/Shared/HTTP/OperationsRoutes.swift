import HTTPServer

extension Response {
    /// 200, or another status, with JSON.
    package static func json(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: bytes)
    }

    fileprivate static func text(
        _ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(status: status, headers: ["Content-Type": type], body: Array(text.utf8))
    }
}

/// `/healthz`, `/readyz` and `/metrics`, the same on every process.
/// - Parameter isReady: whether what the process depends on answers.
package func operationsRoutes(metrics: Metrics, isReady: @escaping @Sendable () async -> Bool) -> [Route] {
    [
        Route("GET", "/healthz") { _ in .json(Array(#"{"status":"ok"}"#.utf8)) },
        Route("GET", "/readyz") { _ in
            guard await isReady() else { throw Problem.unavailable("PostgreSQL does not answer.") }
            return .json(Array(#"{"status":"ready"}"#.utf8))
        },
        Route("GET", "/metrics") { _ in
            .text(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        },
    ]
}
