import HTTPServer
import Shared

/// `GET /auctions/recommended`
struct RecommendAuctions: Sendable {
    let answers: AuctionAnswers
    let recommendations: Recommendations

    func run(_ request: RoutedRequest) async throws -> Response {
        let chosen = try await recommendations.auctions()
        return try await answers.answer(request, try await answers.auctions.list(open: chosen))
    }
}
