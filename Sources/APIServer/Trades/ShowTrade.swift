import HTTPServer
import Shared

/// `GET /trades/{id}`
struct ShowTrade: Sendable {
    let trades: Trades

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        return .json(try await trades.one(try request.id(), for: person)).notStored
    }
}
