import Postgres
import Shared

/// What the gateway says, as JSON texts. Room events are not made here: they come from the log.
enum ServerMessage {
    static func hello(now: Timestamp, connection: String, pingSeconds: Int) -> [UInt8] {
        object("hello") {
            $0.field("now", now)
            $0.field("connection", connection)
            $0.field("pingSeconds", pingSeconds)
        }
    }

    static func pong(_ id: ClientMessage.Identity, now: Timestamp) -> [UInt8] {
        object("pong") {
            $0.field("id", id.text)
            $0.field("now", now)
        }
    }

    /// Names that go with a room's count.
    enum PresenceNames {
        case none
        case changes(joined: [Name], left: [Name])
        case all([Name])
    }

    static func presence(in auction: AuctionID, count: Int, _ names: PresenceNames) -> [UInt8] {
        object("presence") {
            $0.field("auction", auction)
            $0.field("count", count)
            switch names {
            case .none: break
            case .changes(let joined, let left):
                $0.field("joined") { $0.array(joined) { $0.raw($1.json) } }
                $0.field("left") { $0.array(left) { $0.raw($1.json) } }
            case .all(let people): $0.field("users") { $0.array(people) { $0.raw($1.json) } }
            }
        }
    }

    static func reconnect(afterMilliseconds: Int) -> [UInt8] {
        object("reconnect") { $0.field("afterMs", afterMilliseconds) }
    }

    static func error(_ problem: Problem) -> [UInt8] {
        object("error") {
            $0.field("code", problem.code)
            $0.field("detail", problem.detail)
        }
    }

    static func reply(
        _ id: ClientMessage.Identity, capacity: Int = 512, _ fields: (inout JSONWriter) -> Void = { _ in }
    )
        -> [UInt8]
    {
        object("reply", capacity: capacity) {
            $0.field("id", id.text)
            $0.field("ok", true)
            fields(&$0)
        }
    }

    static func refusal(_ id: ClientMessage.Identity, _ problem: Problem) -> [UInt8] {
        object("reply") {
            $0.field("id", id.text)
            $0.field("ok", false)
            $0.field("code", problem.code)
            $0.field("detail", problem.detail)
            $0.fields(of: problem)
        }
    }

    static func object(
        _ type: String, capacity: Int = 256, _ fields: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: capacity)
        json.object {
            $0.field("type", type)
            fields(&$0)
        }
        return json.bytes
    }
}
