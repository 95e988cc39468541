import Shared

extension Hub {
    /// `auth`: signs the socket in, or renews its token.
    func authenticate(_ id: Int, _ message: ClientMessage, _ identity: ClientMessage.Identity) async throws {
        defer { sessions[id]?.signingIn = nil }
        var checks = FieldChecks()
        let text = checks.required("token", message.token)
        try checks.finish()
        guard let text, let token = AccessToken(text, keys: keys, at: clock.now) else {
            throw Problem.unauthenticated
        }
        let name = Name(try await services.people.signedIn(token.user))
        guard !ended.contains(token.session) else { throw Problem.unauthenticated }
        guard let session = sessions[id] else { return }
        if session.user == name.person, let allowance = session.person?.allowance {
            session.signIn(name, sharing: allowance, with: token)
        } else {
            let allowance = try await personSockets.enter(name.person)
            guard let session = sessions[id], session.socket.isOpen else {
                return await personSockets.leave(name.person)
            }
            signIn(session, as: name, sharing: allowance, with: token)
        }
        let reply = ServerMessage.reply(identity) {
            $0.field("user") { $0.raw(name.json) }
            $0.field("expiresAt", token.expiresAt)
        }
        send(reply, to: session)
    }

    private func signIn(
        _ session: Session, as name: Name, sharing allowance: SharedAllowance, with token: AccessToken
    ) {
        if session.user != nil { signOut(session) }
        identityChanged(of: session, to: name)
        session.signIn(name, sharing: allowance, with: token)
        addPersonal(session, of: name.person)
    }

    /// The socket does not speak for its person any more.
    func signOut(_ session: Session) {
        guard let person = session.user else { return }
        removePersonal(session, of: person)
        personSockets.assumeIsolated { $0.leave(person) }
    }

    /// Closes the sockets of sessions that have ended, and of people who may not act any more.
    func revoke(_ ends: Set<SessionEnd>) {
        for session in Array(sessions.values) {
            guard let token = session.token else { continue }
            if ends.contains(.session(token.session)) || ends.contains(.person(token.user)) {
                session.socket.close(.policyViolation, reason: "revoked")
            }
        }
    }
}
