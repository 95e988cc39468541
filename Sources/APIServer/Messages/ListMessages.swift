import HTTPServer
import Shared

/// `GET /auctions/{id}/messages`, newest first.
struct ListMessages: Sendable {
    private let history: RoomHistory

    init(_ services: LoopServices) { history = RoomHistory(pool: services.pool) }

    func run(_ request: RoutedRequest) async throws -> Response {
        let auction: AuctionID = try request.id()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        let cursor = parameters.cursor { RoomHistory.Cursor($0, of: "messages-\(auction)") }
        try parameters.checks.finish()
        return .json(try await history.messages(of: auction, before: cursor, limit: limit))
    }
}
