import Shared

extension Hub {
    /// `bid` and `chat`: checked here, judged and committed with all others by the room's writer.
    func roomRequest(
        _ kind: ClientMessage.Kind, _ message: ClientMessage, _ identity: ClientMessage.Identity,
        _ session: Session
    ) throws(Problem) -> RoomRequest {
        guard let user = session.user else { throw .unauthenticated }
        let auction = try message.room()
        let command: RoomRequest.Command =
            kind == .bid
            ? .bid(try Offer(amount: message.amount, maximum: message.maximum))
            : .chat(try RoomRequest.chatText(message.text))
        return RoomRequest(auction: auction, person: user, key: identity.key, command: command)
    }

    func submit(_ id: Int, _ request: RoomRequest, _ identity: ClientMessage.Identity) async throws {
        let answer = try await services.writer.submit(request)
        guard let session = sessions[id] else { return }
        send(
            ServerMessage.reply(identity, capacity: answer.count + 96) { $0.fields(of: answer) }, to: session)
    }
}
