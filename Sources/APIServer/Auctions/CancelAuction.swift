import HTTPServer
import Shared

/// `DELETE /auctions/{id}`
struct CancelAuction: Sendable {
    let change: ChangeAuction

    func run(_ request: RoutedRequest) async throws -> Response {
        let seller = try request.signedIn()
        try await change.cancel(try request.id(), by: seller)
        return Response(status: 204)
    }
}
