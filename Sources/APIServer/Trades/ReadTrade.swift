import HTTPServer
import Shared

/// `PUT /trades/{id}/read`
struct ReadTrade: Sendable {
    let trades: Trades

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let trade: TradeID = try request.id()
        let mark = try await request.object(ReadMarkForm.self).checked()
        try await trades.markRead(trade, upTo: mark, by: person)
        return Response(status: 204).notStored
    }
}
