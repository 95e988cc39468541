import Testing

@testable import EventLoops
@testable import WebSockets

@Suite(.timeLimit(.minutes(5)))
struct ViolationTests {
    struct Violation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: UInt16
        let bytes: [UInt8]
        init(_ name: String, _ code: UInt16, _ bytes: [UInt8]) {
            (testDescription, self.code, self.bytes) = (name, code, bytes)
        }
    }

    private static func long(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }

    static let framing =
        (1...7).map {
            Violation("reserved bits \($0)", 1002, Frame.client(Frame.text, [], reserved: $0))
        }
        + [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map {
            Violation("opcode \($0)", 1002, Frame.client($0, []))
        }
        + [
            Violation("unmasked text", 1002, Frame.client(Frame.text, [0x61], isMasked: false)),
            Violation("unmasked ping", 1002, Frame.client(Frame.ping, [], isMasked: false)),
            Violation("unmasked close", 1002, Frame.client(Frame.close, [3, 232], isMasked: false)),
            Violation("long ping", 1002, Frame.client(Frame.ping, long(126))),
            Violation("long pong", 1002, Frame.client(Frame.pong, long(126))),
            Violation("long close", 1002, Frame.client(Frame.close, [3, 232] + long(124))),
            Violation("fragmented ping", 1002, Frame.client(Frame.ping, [], isLast: false)),
            Violation("fragmented close", 1002, Frame.client(Frame.close, [3, 232], isLast: false)),
            Violation("2 bytes of length for 125", 1002, Frame.client(Frame.text, long(125), lengthBytes: 2)),
            Violation("8 bytes of length for 1", 1002, Frame.client(Frame.text, long(1), lengthBytes: 8)),
            Violation(
                "8 bytes of length for 65 535", 1002, Frame.client(Frame.text, long(65_535), lengthBytes: 8)),
            Violation("a length below zero", 1002, [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
            Violation("a continuation of nothing", 1002, Frame.client(Frame.continuation, [])),
            Violation(
                "a message within a message", 1002,
                Frame.client(Frame.text, "a", isLast: false) + Frame.client(Frame.text, "b")),
        ]

    static let closing =
        ([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535] as [UInt16]).map {
            Violation("close code \($0)", 1002, Frame.clientClose($0))
        }
        + [
            Violation("a close of one byte", 1002, Frame.client(Frame.close, [3])),
            Violation("a reason that is not UTF-8", 1007, Frame.clientClose(1000, [0xff])),
        ]

    static let content = [
        Violation("a byte that is never UTF-8", 1007, Frame.client(Frame.text, [0x61, 0xff])),
        Violation("a character cut off", 1007, Frame.client(Frame.text, [0xe2, 0x82])),
        Violation("a surrogate", 1007, Frame.client(Frame.text, [0xed, 0xa0, 0x80])),
        Violation("an overlong form", 1007, Frame.client(Frame.text, [0xc0, 0xaf])),
        Violation("beyond Unicode", 1007, Frame.client(Frame.text, [0xf4, 0x90, 0x80, 0x80])),
        Violation(
            "a character broken between fragments", 1007,
            Frame.client(Frame.text, [0xc3], isLast: false) + Frame.client(Frame.continuation, [0x28])),
        Violation(
            "a character cut off in the last fragment", 1007,
            Frame.client(Frame.text, [0xe2], isLast: false) + Frame.client(Frame.continuation, [0x82])),
        Violation(
            "bad UTF-8 in an unfinished message", 1007, Frame.client(Frame.text, [0xff], isLast: false)),
        Violation("binary", 1003, Frame.client(Frame.binary, [1, 2, 3])),
        Violation(
            "fragmented binary", 1003,
            Frame.client(Frame.binary, [0xff], isLast: false) + Frame.client(Frame.continuation, [0xfe])),
        Violation("a message too big", 1009, Frame.client(Frame.text, long(65_537))),
        Violation(
            "a length too big, before its payload", 1009, [0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]),
        Violation(
            "fragments that are too big together", 1009,
            Frame.client(Frame.text, long(40_000), isLast: false)
                + Frame.client(Frame.continuation, long(40_000))),
    ]

    @Test(arguments: framing + closing + content)
    func `a violation is answered with its code behind what was sent, and nothing more is heard`(
        _ violation: Violation
    ) async throws {
        try await withSocket { host, peer async throws in
            await host.send("before")
            await peer.send(Frame.client(Frame.text, "good") + violation.bytes)
            await peer.send(Frame.client(Frame.text, "too late"))
            let frames = await peer.frames()
            #expect(frames.count == 2)
            #expect(frames.first == .text("before"))
            #expect(frames.last?.closeCode == violation.code)
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.message(1, "good"), .closed(1, violation.code)])
        }
    }
}
