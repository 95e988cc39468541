import EventLoops
import WebSockets

extension Hub {
    /// Queues one message for one socket; it leaves at the end of the turn.
    func send(_ json: [UInt8], to session: Session) {
        guard session.socket.isOpen else { return }
        var frame: [UInt8] = []
        frame.reserveCapacity(json.count + 10)
        json.withUnsafeBytes { encoder.appendText($0, to: &frame) }
        frame.withUnsafeBytes { session.socket.queue($0) }
        flushLater(session)
    }

    func flushLater(_ session: Session) {
        if !session.isDirty {
            session.isDirty = true
            sessionsToFlush.append(session)
        }
        scheduleFlush()
    }

    func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.atTurnEnd(.flush) { [self] in assumeIsolated { $0.flush() } }
    }

    /// One `send` a socket: a room's frames go straight from the shared buffer, unless the socket has
    /// something of its own, or of another room, to go with them.
    private func flush() {
        isFlushScheduled = false
        let rooms = roomsToFlush
        roomsToFlush = []
        for room in rooms { flush(room, isAlone: rooms.count == 1) }
        let sessions = sessionsToFlush
        sessionsToFlush = []
        for session in sessions {
            session.isDirty = false
            session.socket.flush()
        }
    }

    /// What the room's members get this turn. Who came and went is left out for a socket that is behind: it
    /// gets the latest when it has caught up.
    func flush(_ room: Room, isAlone: Bool) {
        let (events, presence) = (room.pending, room.skippable)
        guard !events.isEmpty || !presence.isEmpty else { return }
        room.pending = []
        room.skippable = []
        let all = presence.isEmpty ? events : events + presence
        all.withUnsafeBytes { bytes in
            let must = UnsafeRawBufferPointer(rebasing: bytes[..<events.count])
            // A copy of the list: a socket that fails leaves the room while we walk.
            for session in room.members {
                var frames = bytes
                if !presence.isEmpty, session.socket.isBehind {
                    frames = must
                    session.sparedRooms.insert(room.auction)
                    metrics.spared.add()
                }
                guard !frames.isEmpty else { continue }
                if !session.isDirty, isAlone || session.rooms.count == 1 {
                    session.socket.send(frames)
                } else {
                    session.socket.queue(frames)
                    flushLater(session)
                }
            }
        }
    }
}
