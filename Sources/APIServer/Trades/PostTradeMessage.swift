import HTTPServer
import Shared

/// `POST /trades/{id}/messages`
struct PostTradeMessage: Sendable {
    let trades: Trades

    struct Form: JSONReadable, Sendable {
        let text: Input<String>
        let imageIds: Input<[Int64]>

        init(_ object: borrowing JSONObject) {
            text = object.text("text")
            imageIds = object.integers("imageIds")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let author = try request.signedIn()
        let trade: TradeID = try request.id()
        let key = try request.idempotencyKey()
        let form = try await request.object(Form.self)
        let reply = try await trades.post(
            text: form.text, imageIds: form.imageIds, in: trade, by: author, key: key)
        return .json(reply, status: 201).notStored
    }
}
