import Postgres
import Shared
import WebSockets

/// One connected client: its socket, who it is, and the rooms it is in. Of one hub, on its loop.
final class Session {
    let id: Int
    let socket: WebSocket
    private(set) var user: PublicProfile?
    private(set) var token: AccessToken?
    /// The rooms it is in or on its way into, each with the number of its join.
    var rooms: [AuctionID: Int] = [:]
    private var joins = 0
    /// Commands whose reply is not sent yet.
    var inFlight = 0
    /// Whether the hub has it on its list of sockets to flush this turn.
    var isDirty = false

    init(id: Int, socket: WebSocket) {
        self.id = id
        self.socket = socket
    }

    /// Takes a place in the room; answers the number of this join.
    func enter(_ auction: AuctionID) -> Int {
        joins += 1
        rooms[auction] = joins
        return joins
    }

    func signIn(_ profile: PublicProfile, with token: AccessToken) {
        user = profile
        self.token = token
    }
}
