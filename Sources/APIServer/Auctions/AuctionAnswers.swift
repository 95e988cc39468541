import HTTPServer
import Shared

/// Answers with auctions as the one who asks sees them.
struct AuctionAnswers: Sendable {
    let auctions: AuctionReader
    let likes: Likes

    init(_ services: LoopServices) {
        auctions = services.auctions
        likes = services.likes
    }

    /// Everybody gets the same bytes, but for what a person likes.
    func answer(_ request: RoutedRequest, _ encoded: EncodedAuctions) async throws -> Response {
        guard let viewer = request.token?.user else {
            return request.answer(encoded.bytes, tag: encoded.tag)
        }
        let personal = encoded.liked(try await likes.liked(among: encoded.auctions, by: viewer))
        return request.answer(personal.bytes, tag: personal.tag)
    }

    func list(_ request: RoutedRequest, _ query: AuctionQuery) async throws -> Response {
        try await answer(request, try await auctions.list(query))
    }
}
