import Postgres
import Shared

extension Hub {
    struct TradeMessage: Sendable {
        let trade: TradeID
        let author: UserID
        let key: PostgresUUID
        let text: Input<String>
        let imageIds: Input<[Int64]>
    }

    struct ReadMark: Sendable {
        let trade: TradeID
        let reader: UserID
        let upTo: Int64
    }

    /// `tradeChat`: the text and the pictures are checked where they are stored.
    func tradeMessage(
        _ message: ClientMessage, _ identity: ClientMessage.Identity, _ session: Session
    ) throws(Problem) -> TradeMessage {
        guard let user = session.user else { throw .unauthenticated }
        return TradeMessage(
            trade: TradeID(try message.positive("trade", message.trade)), author: user, key: identity.key,
            text: message.text, imageIds: message.imageIds)
    }

    func post(_ id: Int, _ message: TradeMessage, _ identity: ClientMessage.Identity) async throws {
        let answer = try await services.trades.post(
            text: message.text, imageIds: message.imageIds, in: message.trade, by: message.author,
            key: message.key)
        guard let session = sessions[id] else { return }
        send(
            ServerMessage.reply(identity, capacity: answer.count + 96) { $0.fields(of: answer) }, to: session)
    }

    /// `tradeRead`
    func readMark(_ message: ClientMessage, _ session: Session) throws(Problem) -> ReadMark {
        guard let user = session.user else { throw .unauthenticated }
        return ReadMark(
            trade: TradeID(try message.positive("trade", message.trade)), reader: user,
            upTo: try message.positive("upTo", message.upTo))
    }

    func markRead(_ id: Int, _ mark: ReadMark, _ identity: ClientMessage.Identity) async throws {
        try await services.trades.markRead(mark.trade, upTo: mark.upTo, by: mark.reader)
        guard let session = sessions[id] else { return }
        send(ServerMessage.reply(identity), to: session)
    }
}
