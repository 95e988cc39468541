import HTTPServer
import Shared

/// `POST /auctions/{id}/messages`
struct PostMessage: Sendable {
    let writer: RoomWriter

    struct Form: JSONReadable, Sendable {
        let text: Input<String>

        init(_ object: borrowing JSONObject) { text = object.text("text") }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let author = try request.signedIn()
        let auction: AuctionID = try request.id()
        let key = try request.idempotencyKey()
        let text = try RoomRequest.chatText(try await request.object(Form.self).text)
        let message = RoomRequest(auction: auction, person: author, key: key, command: .chat(text))
        return .json(try await writer.submit(message), status: 201)
    }
}
