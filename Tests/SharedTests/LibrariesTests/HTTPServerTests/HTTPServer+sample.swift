import EventLoops
import HTTPServer

/// Runs `body` with a server of its own on a free port, then stops it.
func withServer(
    _ application: @escaping Application, configuration: HTTPServer.Configuration = .init(),
    _ body: (HTTPServer, _ port: Int) async throws -> Void
) async throws {
    let loop = EventLoop()
    let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
    let server = HTTPServer(on: loop, socket: socket, configuration: configuration, application: application)
    let result: Result<Void, any Error>
    do {
        try await server.start()
        result = .success(try await body(server, socket.port))
    } catch { result = .failure(error) }
    await server.stop(seconds: 0)
    await loop.stop()
    try result.get()
}

extension Response {
    init(_ text: String) { self.init(body: Array(text.utf8)) }
}
