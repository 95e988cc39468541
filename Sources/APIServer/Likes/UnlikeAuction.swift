import HTTPServer
import Shared

/// `DELETE /auctions/{id}/like`
struct UnlikeAuction: Sendable {
    let likes: Likes

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        try await likes.unlike(try request.id(), by: person)
        return Response(status: 204)
    }
}
