import Postgres
import Shared
import WebSockets

/// One connected client: its socket, who it is, and the rooms it is in. Of one hub, on its loop.
final class Session {
    let id: Int
    let socket: WebSocket
    private(set) var user: PublicProfile?
    private(set) var tokenExpiresAt: Timestamp?
    var rooms: Set<AuctionID> = []
    /// Commands whose reply is not sent yet.
    var inFlight = 0
    /// Whether the hub has it on its list of sockets to flush this turn.
    var isDirty = false

    init(id: Int, socket: WebSocket) {
        self.id = id
        self.socket = socket
    }

    func signIn(_ profile: PublicProfile, until expiresAt: Timestamp) {
        user = profile
        tokenExpiresAt = expiresAt
    }
}
