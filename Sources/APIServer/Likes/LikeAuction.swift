import HTTPServer
import Shared

/// `PUT /auctions/{id}/like`
struct LikeAuction: Sendable {
    let likes: Likes

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        try await likes.like(try request.id(), by: person)
        return Response(status: 204)
    }
}
