import Shared
import WebSockets

extension Hub {
    /// A text message of a socket: decoded, told what is wrong with it, or run as a command.
    func received(_ id: Int, _ text: UnsafeRawBufferPointer) {
        guard let session = sessions[id] else { return }
        let message: ClientMessage
        do throws(JSONInput.Failure) {
            message = try JSONInput.object(ClientMessage.self, from: text)
        } catch .notJSON {
            return session.socket.close(.invalidPayload, reason: "not JSON")
        } catch {
            return send(ServerMessage.error(Problem(error)), to: session)
        }
        guard case .value(let type) = message.type, let kind = ClientMessage.Kind(rawValue: type) else {
            return send(
                ServerMessage.error(Problem(.invalid, "unknownType", "The type is not known.")), to: session)
        }
        guard let identity = ClientMessage.Identity(message.id) else {
            return send(ServerMessage.error(Problem(.invalid, "invalid", "id must be a UUID.")), to: session)
        }
        do throws(Problem) {
            try run(kind, message, identity, session)
        } catch {
            send(ServerMessage.refusal(identity, error), to: session)
        }
    }

    /// Does what can be done at once, and starts what has to wait.
    private func run(
        _ kind: ClientMessage.Kind, _ message: ClientMessage, _ identity: ClientMessage.Identity,
        _ session: Session
    ) throws(Problem) {
        switch kind {
        case .ping: return send(ServerMessage.pong(identity, now: clock.now), to: session)
        case .leave: try leave(message, identity, session)
        case .auth:
            try allow(.join, session)
            session.signingIn = start(session, identity) {
                try await self.authenticate($0, message, identity)
            }
        case .join:
            try allow(.join, session)
            let join = try beginJoin(message, session)
            start(session, identity) { try await self.join($0, join, identity) }
        case .bid, .chat:
            let request = try roomRequest(kind, message, identity, session)
            try allow(kind == .bid ? .bid : .chat, session)
            start(session, identity) { try await self.submit($0, request, identity) }
        case .tradeChat:
            let request = try tradeMessage(message, identity, session)
            try allow(.chat, session)
            start(session, identity) { try await self.post($0, request, identity) }
        case .tradeRead:
            let mark = try readMark(message, session)
            try allow(.join, session)
            start(session, identity) { try await self.markRead($0, mark, identity) }
        }
        session.lastRequest = seconds
    }

    /// Runs a command that waits for something. It gets the socket's number: the session may be gone
    /// when it goes on.
    @discardableResult
    private func start(
        _ session: Session, _ identity: ClientMessage.Identity,
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) -> Task<Void, Never>? {
        guard session.inFlight < Self.commandsInFlight else {
            session.socket.close(.rateLimited, reason: "too many commands in flight")
            return nil
        }
        session.inFlight += 1
        let id = session.id
        return Task(executorPreference: loop) {
            do {
                try await body(id)
            } catch {
                await self.refuse(id, identity, Problem(error), error)
            }
            await self.ended(id)
        }
    }

    private func refuse(_ id: Int, _ identity: ClientMessage.Identity, _ problem: Problem, _ error: any Error)
    {
        if problem.kind == .internal {
            configuration.service.log.warning("command failed", ["id": identity.text, "error": "\(error)"])
        }
        guard let session = sessions[id] else { return }
        send(ServerMessage.refusal(identity, problem), to: session)
    }

    private func ended(_ id: Int) { sessions[id]?.inFlight -= 1 }
}
