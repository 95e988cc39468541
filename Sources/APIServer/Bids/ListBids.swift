import HTTPServer
import Shared

/// `GET /auctions/{id}/bids`, newest first.
struct ListBids: Sendable {
    private let history: RoomHistory

    init(_ services: LoopServices) { history = RoomHistory(pool: services.pool) }

    func run(_ request: RoutedRequest) async throws -> Response {
        let auction: AuctionID = try request.id()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        let cursor = parameters.cursor { RoomHistory.Cursor($0, of: "bids-\(auction)") }
        try parameters.checks.finish()
        return .json(try await history.bids(of: auction, before: cursor, limit: limit))
    }
}
