import HTTPServer
import Shared

/// `GET /trades/{id}/messages`: newest first, or ascending behind `after`.
struct ListTradeMessages: Sendable {
    let trades: Trades

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let trade: TradeID = try request.id()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        var direction = Trades.Direction.back(before: nil)
        if parameters.text("after") != nil {
            direction = .forth(after: parameters.number("after", default: 0, in: 0...Int64.max))
        }
        if let cursor = parameters.cursor({ Trades.direction(ofCursor: $0, in: trade) }) {
            direction = cursor
        }
        try parameters.checks.finish()
        return .json(try await trades.entries(of: trade, for: person, direction, limit: limit)).notStored
    }
}
