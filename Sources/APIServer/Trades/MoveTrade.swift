import HTTPServer
import Shared

/// `PUT /trades/{id}/state`
struct MoveTrade: Sendable {
    let trades: Trades

    struct Form: JSONReadable, Sendable {
        let state: Input<String>

        init(_ object: borrowing JSONObject) { state = object.text("state") }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let trade: TradeID = try request.id()
        var checks = FieldChecks()
        let name = checks.required("state", try await request.object(Form.self).state)
        let state = name.flatMap { TradeProgress.State(rawValue: $0) }
        if name != nil, state == nil {
            checks.refuse("state", code: "unknown", "is none of the known values")
        }
        let wanted = try checks.finish(state)
        return .json(try await trades.move(trade, to: wanted, by: person)).notStored
    }
}
