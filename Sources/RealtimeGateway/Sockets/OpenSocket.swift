import HTTPServer
import Shared
import WebSockets

/// `GET /realtime`: the handshake.
struct OpenSocket: Sendable {
    static let subprotocol = "handsup.v1"

    let hub: Hub
    let gates: SocketGates
    let origins: Set<String>

    func run(_ request: RoutedRequest) async throws -> Response {
        let headers = request.request.headers
        let fields: [(String, String)]
        do throws(Handshake.Refusal) {
            fields = try Handshake.accept(
                method: request.request.method, subprotocol: Self.subprotocol,
                field: { headers[$0] }, members: { headers.list($0).map(String.init) })
        } catch {
            switch error {
            case .malformed(let detail): throw Problem.malformed(detail)
            case .version:
                throw Problem(.upgradeRequired, "websocket.version", "WebSocket version 13 is spoken here.")
            }
        }
        // Native clients send none; a browser always does, and cannot lie about it.
        if let origin = headers["Origin"], !origins.contains(origin) {
            throw Problem(.forbidden, "origin.forbidden", "Pages of this origin may not connect.")
        }
        guard !gates.isFull else { throw Problem.unavailable("There is no room for another socket.") }
        // Only the proxy in front knows: without its word nothing is counted.
        let address = headers["X-Real-IP"] == nil ? nil : request.client.address.bucket
        if let address, gates.addresses.isFull(address) {
            throw Problem.rateLimited("Too many sockets from this address.", milliseconds: 1000)
        }
        var response = Response(status: 101)
        for (name, value) in fields { response.headers.append(name, value) }
        response.upgrade = { [hub] socket in hub.assumeIsolated { $0.accept(socket, from: address) } }
        return response
    }
}
