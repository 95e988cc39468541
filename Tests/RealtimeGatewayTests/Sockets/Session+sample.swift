import WebSockets

@testable import RealtimeGateway

extension Session {
    /// One whose socket was never started.
    static func sample(_ id: Int) -> Session {
        let socket = WebSocket(
            id: id, descriptor: -1, received: [], handler: WebSocketHandler(), encoder: FrameEncoder())
        return Session(id: id, socket: socket, address: nil, second: 0)
    }
}
