import Foundation
import Postgres
import Testing

@testable import RealtimeGateway
@testable import Shared

struct ServerMessageTests {
    private let identity = ClientMessage.Identity(.value("0A1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"))!
    private let noon = Timestamp(milliseconds: 1_795_348_800_000)

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a reply carries the id as it came`() {
        #expect(
            text(ServerMessage.reply(identity))
                == #"{"type":"reply","id":"0A1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9","ok":true}"#)
        #expect(
            text(ServerMessage.pong(identity, now: noon))
                == #"{"type":"pong","id":"0A1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9","now":"2026-11-22T12:00:00.000Z"}"#
        )
    }

    @Test func `a refusal has the code of HTTP, and the least bid`() throws {
        let refusal = ServerMessage.refusal(identity, Problem(.tooLow(minimum: 1100)))
        let json = try JSONSerialization.jsonObject(with: Data(refusal)) as? [String: Any]
        #expect(json?["ok"] as? Bool == false)
        #expect(json?["code"] as? String == "bid.tooLow")
        #expect(json?["minimum"] as? Int == 1100)
    }

    @Test func `the rest is as small as it says`() {
        #expect(
            text(ServerMessage.presence(in: AuctionID(7), count: 300, .none))
                == #"{"type":"presence","auction":7,"count":300}"#)
        #expect(
            text(ServerMessage.reconnect(afterMilliseconds: 250)) == #"{"type":"reconnect","afterMs":250}"#)
        #expect(
            text(ServerMessage.error(.notFound))
                == #"{"type":"error","code":"notFound","detail":"There is nothing here."}"#)
    }

    @Test func `presence tells who came and went, or all`() {
        let (anna, ben) = (
            Name(PublicProfile(id: UserID(1), username: "anna")),
            Name(PublicProfile(id: UserID(2), username: "ben"))
        )
        let profile = #"{"id":1,"username":"anna","imageUrl":null,"mannerScore":50}"#
        let other = #"{"id":2,"username":"ben","imageUrl":null,"mannerScore":50}"#
        #expect(
            text(ServerMessage.presence(in: AuctionID(7), count: 3, .changes(joined: [anna], left: [])))
                == #"{"type":"presence","auction":7,"count":3,"joined":[\#(profile)],"left":[]}"#)
        #expect(
            text(ServerMessage.presence(in: AuctionID(7), count: 2, .all([anna, ben])))
                == #"{"type":"presence","auction":7,"count":2,"users":[\#(profile),\#(other)]}"#)
    }
}
