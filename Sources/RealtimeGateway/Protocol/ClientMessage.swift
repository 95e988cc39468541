import Postgres
import Shared

/// What a client says. Fields are checked by the command that wants them.
struct ClientMessage: JSONReadable, Sendable {
    let type: Input<String>
    let id: Input<String>
    let token: Input<String>
    let auction: Input<Int64>
    let after: Input<Int64>
    let amount: Input<Int64>
    let maximum: Input<Int64>
    let text: Input<String>
    let trade: Input<Int64>
    let upTo: Input<Int64>
    let imageIds: Input<[Int64]>

    init(_ object: borrowing JSONObject) {
        type = object.text("type")
        id = object.text("id")
        token = object.text("token")
        auction = object.integer("auction")
        after = object.integer("after")
        amount = object.integer("amount")
        maximum = object.integer("maximum")
        text = object.text("text")
        trade = object.integer("trade")
        upTo = object.integer("upTo")
        imageIds = object.integers("imageIds")
    }

    /// The client's id of the message: echoed letter by letter, and the idempotency key.
    struct Identity: Sendable {
        let text: String
        let key: PostgresUUID

        init?(_ input: Input<String>) {
            guard case .value(let text) = input, let key = PostgresUUID(text) else { return nil }
            self.text = text
            self.key = key
        }
    }

    enum Kind: String { case auth, join, leave, bid, chat, tradeChat, tradeRead, ping }

    /// The auction the message is about; throws `invalid`.
    func room() throws(Problem) -> AuctionID { AuctionID(try positive("auction", auction)) }

    /// A number that must be there and be positive; throws `invalid`.
    func positive(_ name: String, _ input: Input<Int64>) throws(Problem) -> Int64 {
        var checks = FieldChecks()
        let number = checks.required(name, input)
        if let number, number < 1 { checks.refuse(name, code: "range", "must be positive") }
        return try checks.finish(number)
    }
}
