import HTTPServer
import Shared

/// `POST /auctions/{id}/relist`
struct RelistAuction: Sendable {
    let create: CreateAuction

    func run(_ request: RoutedRequest) async throws -> Response {
        let seller = try request.signedIn()
        let key = try request.idempotencyKey()
        let form = try await request.optionalObject(AuctionForm.self) ?? AuctionForm()
        let reply = try await create.relist(try request.id(), changing: form, by: seller, key: key)
        return .json(reply, status: 201)
    }
}
