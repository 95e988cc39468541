import Postgres
import Shared
import WebSockets

/// One connected client: its socket, who it is, and the rooms it is in. Of one hub, on its loop.
final class Session {
    let id: Int
    let socket: WebSocket
    /// What sockets are counted by that come from one address; nil where nobody in front says it.
    let address: String?
    /// Who it speaks for, and what that person's sockets share.
    private(set) var person: (name: Name, allowance: SharedAllowance)?
    private(set) var token: AccessToken?
    /// The `auth` that it sent last.
    var signingIn: Task<Void, Never>?
    /// The rooms it is in or on its way into, each with the number of its join.
    var rooms: [AuctionID: Int] = [:]
    private var joins = 0
    /// Commands whose reply is not sent yet.
    var inFlight = 0
    /// Whether the hub has it on its list of sockets to flush this turn.
    var isDirty = false
    /// Rooms of which it was spared who came and went, as more important things waited for it.
    var sparedRooms: Set<AuctionID> = []
    var allowance = Allowance()
    /// Requests refused in a row for coming too fast.
    var refusals = 0
    /// The second of the hub in which it last asked for something.
    var lastRequest: Int
    /// The second of the hub in which it has to be gone, once it was told to reconnect.
    var leavesAt: Int?

    init(id: Int, socket: WebSocket, address: String?, second: Int) {
        self.id = id
        self.socket = socket
        self.address = address
        lastRequest = second
    }

    var user: UserID? { person?.name.person }

    /// Takes a place in the room; answers the number of this join.
    func enter(_ auction: AuctionID) -> Int {
        joins += 1
        rooms[auction] = joins
        return joins
    }

    func signIn(_ name: Name, sharing allowance: SharedAllowance, with token: AccessToken) {
        person = (name, allowance)
        self.token = token
    }
}
