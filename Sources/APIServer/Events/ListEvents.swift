import HTTPServer
import Shared

/// `GET /auctions/{id}/events?after=`: the room's log, ascending, the same bytes as on the socket.
struct ListEvents: Sendable {
    private let history: RoomHistory

    init(_ services: LoopServices) { history = RoomHistory(pool: services.pool) }

    func run(_ request: RoutedRequest) async throws -> Response {
        let auction: AuctionID = try request.id()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        let after = parameters.number("after", default: 0, in: 0...Int64.max)
        let cursor = parameters.cursor { RoomHistory.Cursor($0, of: "events-\(auction)") }
        try parameters.checks.finish()
        return .json(try await history.events(of: auction, after: cursor?.after ?? after, limit: limit))
    }
}
