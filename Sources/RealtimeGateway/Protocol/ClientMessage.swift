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

    init(_ object: borrowing JSONObject) {
        type = object.text("type")
        id = object.text("id")
        token = object.text("token")
        auction = object.integer("auction")
        after = object.integer("after")
        amount = object.integer("amount")
        maximum = object.integer("maximum")
        text = object.text("text")
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

    enum Kind: String { case auth, join, leave, bid, chat, ping }

    /// The auction the message is about; throws `invalid`.
    func room() throws(Problem) -> AuctionID {
        var checks = FieldChecks()
        let id = checks.required("auction", auction)
        if let id, id < 1 { checks.refuse("auction", code: "range", "must be positive") }
        try checks.finish()
        guard let id else { throw .notFound }
        return AuctionID(id)
    }
}
