import TestSupport
import Testing

@testable import Shared

struct RoomMessageTests {
    private func decode(_ bytes: [UInt8]) -> (first: Int64, bodies: [[UInt8]])? {
        bytes.withUnsafeBytes { buffer in
            RoomMessage.decode(buffer).map { ($0.first, $0.bodies.map { [UInt8]($0) }) }
        }
    }

    @Test func `events come back in their order, with the first one's seq`() throws {
        let bodies = [#"{"a":1}"#, "{}", #"{"b":"x\n"}"#].map { Array($0.utf8) }
        let bytes = try #require(RoomMessage.encode(zip(41..., bodies).map { (Int64($0), $1) }))
        #expect(String(decoding: bytes, as: UTF8.self) == "41\n{\"a\":1}\n{}\n{\"b\":\"x\\n\"}")
        let message = try #require(decode(bytes))
        #expect(message.first == 41)
        #expect(message.bodies == bodies)
    }

    @Test func `no events are no message`() { #expect(RoomMessage.encode([]) == nil) }

    @Test(arguments: [
        "", "\n", "1", "x\n{}", "0\n{}", "-1\n{}", " 1\n{}", "1 \n{}", "9223372036854775808\n{}",
        "9223372036854775807\n{}",
    ])
    func `garbage is no message`(text: String) { #expect(decode(Array(text.utf8)) == nil) }

    @Test func `random bytes never crash`() throws {
        try forEachSeed(500) { random in
            let count = Int.random(in: 0...60, using: &random)
            let bytes = (0..<count).map { _ in random.pick(Array("0123\n{}x".utf8) + [0, 255]) }
            if let message = decode(bytes) {
                try check(message.first > 0 && !message.bodies.isEmpty, "\(bytes)")
            }
        }
    }

    @Test func `a channel names its room`() {
        #expect(RoomMessage.channel(of: AuctionID(7)) == "handsup:room:7")
        #expect(RoomMessage.auction(of: "handsup:room:7") == AuctionID(7))
        for other in ["handsup:room:", "handsup:room:x", "handsup:room:-1", "room:7", "", "handsup:room:7 "] {
            #expect(RoomMessage.auction(of: other) == nil)
        }
    }
}
