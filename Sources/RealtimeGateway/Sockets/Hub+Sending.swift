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

    func flush(_ room: Room, isAlone: Bool) {
        let frames = room.pending
        guard !frames.isEmpty else { return }
        room.pending = []
        frames.withUnsafeBytes { bytes in
            // A copy of the list: a socket that fails leaves the room while we walk.
            for session in room.members {
                if !session.isDirty, isAlone || session.rooms.count == 1 {
                    session.socket.send(bytes)
                } else {
                    session.socket.queue(bytes)
                    flushLater(session)
                }
            }
        }
    }
}
