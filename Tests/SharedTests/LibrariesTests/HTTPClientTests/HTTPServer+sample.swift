import EventLoops
import HTTPServer

/// Runs `body` with a server on a free port of this machine, and with a loop to send requests from.
func withServer(
    _ application: @escaping Application,
    _ body: (_ base: String, _ loop: EventLoop) async throws -> Void
) async throws {
    let loop = EventLoop()
    let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
    let server = HTTPServer(on: loop, socket: socket, application: application)
    let result: Result<Void, any Error>
    do {
        try await server.start()
        result = .success(try await body("http://127.0.0.1:\(socket.port)", loop))
    } catch { result = .failure(error) }
    await server.stop(seconds: 0)
    await loop.stop()
    try result.get()
}
