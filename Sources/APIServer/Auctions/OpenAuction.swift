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
        let form = try await request.object(AuctionDraft.Form.self)
        if let key, let reply = try await create.earlierReply(to: form, by: seller, key: key) {
            return .json(reply, status: 201)
        }
        let draft = try AuctionDraft(form, now: .now())
        return .json(try await create.run(draft, by: seller, key: key), status: 201)
    }
}
