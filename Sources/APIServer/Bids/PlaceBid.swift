import HTTPServer
import Shared

/// `POST /auctions/{id}/bids`
struct PlaceBid: Sendable {
    let writer: RoomWriter

    struct Form: JSONReadable, Sendable {
        let amount: Input<Int64>
        let maximum: Input<Int64>

        init(_ object: borrowing JSONObject) {
            amount = object.integer("amount")
            maximum = object.integer("maximum")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let bidder = try request.signedIn()
        let auction: AuctionID = try request.id()
        let key = try request.idempotencyKey()
        let form = try await request.object(Form.self)
        let offer = try Offer(amount: form.amount, maximum: form.maximum)
        let bid = RoomRequest(auction: auction, person: bidder, key: key, command: .bid(offer))
        return .json(try await writer.submit(bid), status: 201)
    }
}
