import HTTPServer
import Shared

/// `POST /auctions`
struct OpenAuction: Sendable {
    let create: CreateAuction

    func run(_ request: RoutedRequest) async throws -> Response {
        let seller = try request.signedIn()
        let key = try request.idempotencyKey()
        let form = try await request.object(AuctionForm.self)
        return .json(try await create.run(form, by: seller, key: key), status: 201)
    }
}
