import Shared
import WebSockets

/// Who is in the rooms: reported to the other loops and asked of them, then told to the sockets.
extension Hub {
    /// Once a second; a round that takes longer is not overtaken by the next.
    func tickPresence() {
        guard !isTellingPresence else { return }
        isTellingPresence = true
        Task(executorPreference: loop) { await self.updatePresence() }
    }

    private func updatePresence() async {
        defer { isTellingPresence = false }
        let second = seconds
        await exchange(
            rooms.values.filter {
                $0.presence.isKnown
                    && $0.presence.isDue(at: second, phase: Int(truncatingIfNeeded: $0.auction.rawValue))
            })
        var changes: [(room: Room, change: PresenceDamper.Change)] = []
        for room in rooms.values where room.presence.isKnown && !room.presence.isQuiet {
            let (change, people) = room.presence.observe(at: second)
            count(people, in: room.auction)
            if let change { changes.append((room, change)) }
        }
        let areNamed = await learnNames(of: changes.map(\.room))
        for (room, change) in changes { tell(change, in: room, isNamed: areNamed) }
    }

    /// Tells and asks at once where a room has been quiet; where it has not, the next second will.
    func hurryPresence(of room: Room) {
        guard room.presence.isUrgent(at: seconds) else { return }
        if urgentRooms.isEmpty { Task(executorPreference: loop) { await self.exchangeUrgent() } }
        urgentRooms.insert(room.auction)
    }

    private func exchangeUrgent() async {
        let some = urgentRooms.compactMap { rooms[$0] }
        urgentRooms = []
        await exchange(some)
        // Whoever joins now is shown them by name.
        _ = await learnNames(of: some)
    }

    func count(_ people: Int, in auction: AuctionID) {
        services.audience.assumeIsolated { $0.set(people, in: auction) }
    }

    /// At the end: nobody is here any more.
    func leaveRooms() async { await exchange([]) }

    /// Reports what this loop has in the rooms, and in those it has left, and takes what the others have.
    private func exchange(_ some: [Room]) async {
        var reports = some.map { $0.presence.takeReport(of: $0.auction, at: seconds) }
        for auction in departed where rooms[auction] == nil {
            reports.append(.init(auction: auction, own: Attendance(), isNews: true))
        }
        departed = []
        guard !reports.isEmpty else { return }
        do {
            for (auction, others) in try await presenceStore.exchange(reports) {
                rooms[auction]?.presence.heard(others, at: seconds)
            }
        } catch {
            // What was left is forgotten by its lease.
            for room in some { room.presence.failed(at: seconds) }
        }
    }

    /// Looks up the names that are missing in rooms, all by one query; false if it cannot.
    private func learnNames(of some: [Room]) async -> Bool {
        let missing = Set(some.flatMap(\.presence.nameless))
        guard !missing.isEmpty else { return true }
        guard let profiles = try? await services.people.profiles(of: Array(missing)) else { return false }
        let names = profiles.mapValues(Name.init)
        for room in some {
            for person in room.presence.nameless {
                if let name = names[person] { room.presence.learn(name) }
            }
        }
        return true
    }

    private func tell(_ change: PresenceDamper.Change, in room: Room, isNamed: Bool) {
        let presence = room.presence
        let names: ServerMessage.PresenceNames =
            if !isNamed || !presence.isSmall {
                .none
            } else if presence.isNamed {
                .changes(
                    joined: presence.names(of: change.joined), left: presence.names(of: change.left))
            } else {
                .all(presence.toldNames)
            }
        room.presence.isNamed = isNamed && presence.isSmall
        room.presence.forgetNames()
        guard !room.members.isEmpty else { return }
        let message = ServerMessage.presence(in: room.auction, count: presence.toldCount, names)
        if room.pending.isEmpty, room.skippable.isEmpty { roomsToFlush.append(room) }
        room.skippable = []
        message.withUnsafeBytes { encoder.appendText($0, to: &room.skippable) }
        scheduleFlush()
    }

    /// Reads who is in a room that this loop has just opened, once for all who join it meanwhile.
    func learnPresence(of room: Room) async {
        guard !room.presence.isKnown else { return }
        let opening =
            room.opening
            ?? Task(executorPreference: loop) { [auction = room.auction] in
                await self.openPresence(of: auction)
            }
        room.opening = opening
        await opening.value
    }

    private func openPresence(of auction: AuctionID) async {
        guard let room = rooms[auction] else { return }
        await exchange([room])
        room.presence.isNamed = await learnNames(of: [room]) && room.presence.isSmall
        room.opening = nil
    }

    /// The socket speaks for another person now, or for one at all.
    func identityChanged(of session: Session, to name: Name) {
        for auction in session.rooms.keys {
            guard let room = rooms[auction], room.has(session.id) else { continue }
            room.presence.leave(session.user)
            room.presence.enter(name)
            hurryPresence(of: room)
        }
    }

    /// The socket has caught up: what it was spared is told as it stands now.
    func drained(_ id: Int) {
        guard let session = sessions[id], !session.sparedRooms.isEmpty else { return }
        let spared = session.sparedRooms
        session.sparedRooms = []
        for auction in spared {
            guard let room = rooms[auction], room.has(id) else { continue }
            send(
                ServerMessage.presence(
                    in: auction, count: room.presence.toldCount,
                    room.presence.isNamed ? .all(room.presence.toldNames) : .none), to: session)
        }
    }
}
