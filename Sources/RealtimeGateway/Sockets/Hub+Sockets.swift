import EventLoops
import HTTPServer
import Postgres
import Shared
import WebSockets

/// Sockets coming, growing old, and going.
extension Hub {
    /// Seconds that a client gets beyond the moment at which it was told to reconnect.
    private static let reconnectGrace = 3

    /// - Parameter address: what the sockets of where it comes from are counted by.
    func accept(_ upgraded: UpgradedSocket, from address: String?) {
        lastSession += 1
        let id = lastSession
        var limits = WebSocket.Limits()
        limits.queue = configuration.queueBytes
        let socket = WebSocket(
            id: id, descriptor: upgraded.descriptor, received: upgraded.received, handler: handler,
            encoder: encoder, limits: limits)
        let isAdmitted = address.map { gates.addresses.enter($0) != nil } ?? true
        let session = Session(id: id, socket: socket, address: isAdmitted ? address : nil, second: seconds)
        sessions[id] = session
        gates.enter()
        send(
            ServerMessage.hello(
                now: clock.now, connection: "\(name)-\(id)", pingSeconds: configuration.pingSeconds),
            to: session)
        do {
            try socket.start(on: loop)
        } catch {
            return closed(id, nil)
        }
        // Several handshakes of one address at once may all have found the last place free.
        if !isAdmitted { socket.close(.rateLimited, reason: "too many sockets of this address") }
        if isDraining { tellToReconnect(session, within: 0) }
    }

    func closed(_ id: Int, _ code: CloseCode?) {
        guard let session = sessions.removeValue(forKey: id) else { return }
        gates.leave()
        if let address = session.address { gates.addresses.leave(address) }
        metrics.closed(code)
        for auction in session.rooms.keys { leave(auction, session) }
        signOut(session)
    }

    // MARK: Time

    func tick() {
        seconds += 1
        let now = clock.now
        var queued = 0
        var longest = 0
        for session in Array(sessions.values) {
            session.socket.tick()
            guard session.socket.isOpen else { continue }
            queued += session.socket.queued
            longest = max(longest, session.socket.queued)
            if let (code, reason) = end(of: session, at: now) {
                session.socket.close(code, reason: reason)
            } else if (seconds + session.id) % configuration.pingSeconds == 0 {
                pingFrame.withUnsafeBytes { session.socket.send($0) }
            }
        }
        metrics.queues(total: queued, longest: longest)
        compareHeads()
        tickPresence()
        lookBack()
        if seconds % PresenceStore.renewalSeconds == 0 { personSockets.assumeIsolated { $0.renew() } }
    }

    /// Why a socket has to end now; nil if it goes on.
    private func end(of session: Session, at now: Timestamp) -> (CloseCode, String)? {
        if let token = session.token {
            if now > token.expiresAt.adding(milliseconds: Self.renewalMilliseconds) {
                return (.tokenExpired, "token expired")
            }
        } else if session.rooms.isEmpty, seconds - session.lastRequest >= configuration.idleSeconds {
            return (.goingAway, "idle")
        }
        if session.socket.secondsSilent >= configuration.silenceSeconds { return (.goingAway, "silent") }
        if let leavesAt = session.leavesAt, seconds >= leavesAt { return (.goingAway, "restarting") }
        return nil
    }

    // MARK: The end

    /// Sends everybody elsewhere, spread over so many seconds, and serves them until they go.
    /// Returns when the last has gone, or has been closed for not going.
    func drain(within window: Int) async {
        isDraining = true
        for session in Array(sessions.values) { tellToReconnect(session, within: window) }
        let limits = WebSocket.Limits()
        for _ in 0..<((window + Self.reconnectGrace + limits.closeSeconds + 2) * 20) where !sessions.isEmpty {
            try? await loop.sleep(milliseconds: 50)
        }
    }

    private func tellToReconnect(_ session: Session, within window: Int) {
        let after = Int.random(in: 0...(window * 1000))
        send(ServerMessage.reconnect(afterMilliseconds: after), to: session)
        session.leavesAt = seconds + (after + 999) / 1000 + Self.reconnectGrace
    }

    func end() async {
        timer?.close()
        joinTimer?.close()
        beginJoins()
        await leaveRooms()
        await personSockets.stop()
        await subscriber?.stop()
    }
}
