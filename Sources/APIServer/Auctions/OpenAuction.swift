import HTTPServer
import Shared

/// `POST /auctions`
struct OpenAuction: Sendable {
    private let create: CreateAuction

    init(_ services: LoopServices) {
        create = CreateAuction(pool: services.pool, publisher: services.publisher)
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let seller = try request.signedIn()
        let key = try request.idempotencyKey()
        let draft = try AuctionDraft(try await request.object(AuctionDraft.Form.self), now: .now())
        return .json(try await create.run(draft, by: seller, key: key), status: 201)
    }
}
