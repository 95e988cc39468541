import Testing

@testable import EventLoops
@testable import WebSockets

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owns WebSockets on a loop, as a gateway does, and keeps what they tell.
actor Host {
    enum Event: Equatable {
        case message(Int, String)
        case closed(Int, UInt16?)
    }

    nonisolated let loop = EventLoop(name: "host")
    /// Opens when the first socket is closed.
    nonisolated let gone = Latch()
    private(set) var events: [Event] = []
    private(set) var sockets: [Int: WebSocket] = [:]
    private let handler = WebSocketHandler()
    private let encoder = FrameEncoder()
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Takes over descriptors, all in one turn; ids count from 1.
    /// - Parameter onMessage: called after a message was kept.
    func start(
        _ descriptors: [CInt], received: [UInt8] = [], limits: WebSocket.Limits = .init(),
        onMessage: @escaping @Sendable (isolated Host, Int) -> Void = { _, _ in },
        onClosed: @escaping @Sendable () -> Void = {}
    ) throws {
        handler.received = { id, payload in
            self.events.append(.message(id, String(decoding: payload, as: UTF8.self)))
            onMessage(self, id)
        }
        handler.closed = { id, code in
            self.events.append(.closed(id, code?.rawValue))
            self.sockets[id] = nil
            onClosed()
            self.gone.open()
        }
        for (index, descriptor) in descriptors.enumerated() {
            let socket = WebSocket(
                id: index + 1, descriptor: descriptor, received: received, handler: handler,
                encoder: encoder, limits: limits)
            sockets[socket.id] = socket
            try socket.start(on: loop)
        }
    }

    /// Ends the loop, and the circle of this object, its handler and the handler's closures.
    nonisolated func end() async {
        await forget()
        await loop.stop()
    }

    private func forget() {
        handler.received = { _, _ in }
        handler.closed = { _, _ in }
        sockets = [:]
    }

    func frame(_ text: String) -> [UInt8] {
        var frame: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { encoder.appendText($0, to: &frame) }
        return frame
    }

    func send(_ text: String, to id: Int = 1) {
        frame(text).withUnsafeBytes { sockets[id]?.send($0) }
    }

    func close(_ code: CloseCode, reason: String = "") { sockets[1]?.close(code, reason: reason) }
    func tick() { sockets[1]?.tick() }
    var secondsSilent: Int? { sockets[1]?.secondsSilent }
    var isOpen: Bool { sockets[1]?.isOpen ?? false }
    var queued: Int { sockets[1]?.queued ?? 0 }
}

/// Both ends of a new connection; the host's does not block.
func makePair() throws -> (CInt, CInt) {
    #if canImport(Glibc)
        let kind = CInt(SOCK_STREAM.rawValue)
    #else
        let kind = SOCK_STREAM
    #endif
    var pair: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, kind, 0, &pair) == 0)
    return (pair[0], pair[1])
}

/// Runs `body` with a WebSocket on a loop of its own and its peer, then lets the peer vanish and checks
/// that the end was told exactly once.
func withSocket(
    received: [UInt8] = [], limits: WebSocket.Limits = .init(),
    onMessage: @escaping @Sendable (isolated Host, Int) -> Void = { _, _ in },
    _ body: (Host, Peer) async throws -> Void
) async throws {
    let (descriptor, far) = try makePair()
    let (host, peer) = (Host(), Peer(far))
    let result: Result<Void, any Error>
    do {
        try await host.start([descriptor], received: received, limits: limits, onMessage: onMessage)
        result = .success(try await body(host, peer))
    } catch { result = .failure(error) }
    await peer.end()
    await host.gone.wait()
    let ends = await host.events.count { if case .closed = $0 { true } else { false } }
    #expect(ends == 1)
    await host.end()
    try result.get()
}
