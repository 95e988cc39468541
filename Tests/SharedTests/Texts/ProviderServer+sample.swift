import Cryptography
import EventLoops
import HTTPClient
import HTTPServer
import Postgres

@testable import Shared

extension TextMessage {
    static func sample(to: String = "+821012345678") -> TextMessage {
        TextMessage(
            to: to, text: "[Hands-up] 인증번호 012345", code: "012345",
            at: Timestamp(microseconds: 1_790_000_000_123_456))
    }
}

extension HTTPClient {
    static func sample() -> HTTPClient { HTTPClient(work: BlockingWork(concurrent: 2, waiting: 10)) }
}

/// What a provider's stand-in got.
final class Inbox: Sendable {
    private let list = Locked<[String]>([])
    func append(_ body: [UInt8]) { list.withLock { $0.append(String(decoding: body, as: UTF8.self)) } }
    var bodies: [String] { list.withLock { $0 } }
}

/// Runs `body` with a server on a free port of this machine.
func withProvider(
    _ application: @escaping Application, _ body: (_ url: String, _ loop: EventLoop) async throws -> Void
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

extension Response {
    init(_ status: Int, _ json: String) {
        self.init(status: status, headers: ["Content-Type": "application/json"], body: Array(json.utf8))
    }
}
