import HTTPServer
import Shared

/// `GET /auctions/{id}`
struct ShowAuction: Sendable {
    let auctions: AuctionReader

    func run(_ request: RoutedRequest) async throws -> Response {
        .json(try await auctions.auction(try request.id()).bytes)
    }
}
