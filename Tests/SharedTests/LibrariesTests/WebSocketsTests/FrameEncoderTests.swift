import Testing

@testable import WebSockets

struct FrameEncoderTests {
    private static let heads: [(Int, [UInt8])] = [
        (0, [0x81, 0]), (1, [0x81, 1]), (125, [0x81, 125]), (126, [0x81, 126, 0, 126]),
        (65_535, [0x81, 126, 0xff, 0xff]), (65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ]

    @Test(arguments: heads)
    func `a text frame has the shortest head for its length`(_ count: Int, _ head: [UInt8]) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var frames: [UInt8] = []
        payload.withUnsafeBytes { FrameEncoder().appendText($0, to: &frames) }
        #expect(frames == head + payload)
    }

    @Test func `frames are appended to what is there`() {
        let encoder = FrameEncoder()
        var frames: [UInt8] = [1, 2, 3]
        for text in ["a", "é"] {
            Array(text.utf8).withUnsafeBytes { encoder.appendText($0, to: &frames) }
        }
        encoder.appendPing(to: &frames)
        encoder.appendClose(.goingAway, to: &frames)
        #expect(
            frames == [1, 2, 3, 0x81, 1, 0x61, 0x81, 2, 0xc3, 0xa9, 0x89, 0, 0x88, 2, 0x03, 0xe9])
    }

    @Test func `a close frame takes as much of its reason as has room, in whole characters`() {
        let encoder = FrameEncoder()
        var frames: [UInt8] = []
        encoder.appendClose(.tooSlow, reason: "too slow", to: &frames)
        #expect(frames == [0x88, 10, 0x0f, 0xa8] + Array("too slow".utf8))
        frames = []
        encoder.appendClose(.normal, reason: String(repeating: "é", count: 100), to: &frames)
        #expect(frames == [0x88, 124, 0x03, 0xe8] + Array(String(repeating: "é", count: 61).utf8))
    }
}
