import HTTPServer
import Shared

/// `GET /auctions/{id}`
struct ShowAuction: Sendable {
    let answers: AuctionAnswers

    func run(_ request: RoutedRequest) async throws -> Response {
        try await answers.answer(request, try await answers.auctions.auction(try request.id()).encoded)
    }
}
