import Shared

extension Hub {
    /// `auth`: signs the socket in, or renews its token.
    func authenticate(_ id: Int, _ message: ClientMessage, _ identity: ClientMessage.Identity) async throws {
        var checks = FieldChecks()
        let text = checks.required("token", message.token)
        try checks.finish()
        guard let text, let token = AccessToken(text, keys: keys, at: clock.now) else {
            throw Problem.unauthenticated
        }
        let profile = try await services.people.signedIn(token.user)
        guard let session = sessions[id] else { return }
        session.signIn(profile, until: token.expiresAt)
        let reply = ServerMessage.reply(identity) {
            $0.field("user", profile)
            $0.field("expiresAt", token.expiresAt)
        }
        send(reply, to: session)
    }
}
