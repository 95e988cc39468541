import HTTPServer
import Shared

/// `GET /trades`, latest activity first.
struct ListTrades: Sendable {
    let trades: Trades

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        let cursor = parameters.cursor { Trades.Cursor($0) }
        try parameters.checks.finish()
        return .json(try await trades.list(of: person, behind: cursor, limit: limit)).notStored
    }
}
