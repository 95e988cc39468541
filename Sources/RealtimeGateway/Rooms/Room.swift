import Shared
import WebSockets

/// An auction's room on one loop: who of this loop's sockets is in it, and what they are to get.
final class Room {
    let auction: AuctionID
    private(set) var members: [Session] = []
    private var places: [Int: Int] = [:]
    /// Nil until the first joiner has read where the log stands.
    var cursor: RoomCursor?
    /// Joins in progress. While there are any, what is delivered is kept for them too.
    var joining = 0
    private(set) var backlog: [(seq: Int64, frame: [UInt8])] = []
    /// The frames of this turn that every member must get, encoded once for all.
    var pending: [UInt8] = []
    /// Who came and went, for members who keep up; the others get the latest state later.
    var skippable: [UInt8] = []
    var presence = RoomPresence()
    /// Reads who else is in the room, for all who join before that is known.
    var opening: Task<Void, Never>?

    init(_ auction: AuctionID) { self.auction = auction }

    var isUnused: Bool { members.isEmpty && joining == 0 }

    func has(_ session: Int) -> Bool { places[session] != nil }

    func add(_ session: Session) {
        guard places[session.id] == nil else { return }
        places[session.id] = members.count
        members.append(session)
        presence.enter(session.person?.name)
    }

    func remove(_ session: Session) {
        guard let place = places.removeValue(forKey: session.id), let last = members.popLast() else { return }
        presence.leave(session.user)
        if last.id != session.id {
            members[place] = last
            places[last.id] = place
        }
    }

    func keep(_ seq: Int64, _ frame: ArraySlice<UInt8>) {
        if joining > 0 { backlog.append((seq, Array(frame))) }
    }

    func endJoin() {
        joining -= 1
        if joining == 0 { backlog = [] }
    }
}
