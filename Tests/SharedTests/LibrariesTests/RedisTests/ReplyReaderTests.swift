import Testing

@testable import Redis

struct ReplyReaderTests {
    private func feed(_ text: String, to reader: ReplyReader) throws -> [RedisValue] {
        var values: [RedisValue] = []
        try Array(text.utf8).withUnsafeBytes { bytes in
            try reader.feed(bytes) { reply in
                values.append(RedisValue(reply))
                return true
            }
        }
        return values
    }

    private static let replies =
        "+OK\r\n:-5\r\n$-1\r\n$3\r\na\u{0}b\r\n$0\r\n\r\n*3\r\n:1\r\n-ERR no\r\n*1\r\n$1\r\nx\r\n*0\r\n*-1\r\n"
    private static let values: [RedisValue] = [
        .status("OK"), .integer(-5), .null, .bytes([0x61, 0, 0x62]), .bytes([]),
        .array([.integer(1), .error("ERR no"), .array([.bytes([0x78])])]), .array([]), .null,
    ]

    @Test func `each kind of reply is copied as what it is`() throws {
        #expect(try feed(Self.replies, to: ReplyReader()) == Self.values)
    }

    @Test func `replies may be cut anywhere`() throws {
        let bytes = Array(Self.replies.utf8)
        for size in 1...bytes.count {
            let reader = ReplyReader()
            var values: [RedisValue] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                let part = bytes[start..<min(start + size, bytes.count)]
                values += try feed(String(decoding: part, as: UTF8.self), to: reader)
            }
            #expect(values == Self.values)
        }
    }

    @Test(arguments: [
        "?\r\n", ":x\r\n", "$5x\r\n", "*9999999\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
    ])
    func `what is not the protocol, or out of bounds, is an error`(text: String) {
        #expect(throws: ReplyReader.Failure.self) { try feed(text, to: ReplyReader()) }
    }

    @Test func `a reply that does not end within the limit is an error`() throws {
        let reader = ReplyReader(limit: 1000)
        #expect(try feed("*100\r\n", to: reader).isEmpty)
        #expect(throws: ReplyReader.Failure.self) {
            for _ in 0..<99 { _ = try feed("$10\r\n0123456789\r\n", to: reader) }
        }
        let patient = ReplyReader(limit: 1000)
        for _ in 0..<500 { #expect(try feed("$10\r\n0123456789\r\n", to: patient).count == 1) }
    }

    @Test func `a reader survives random bytes`() {
        for _ in 0..<5000 {
            var bytes = Array(Self.replies.utf8)
            for _ in 0..<4 { bytes[.random(in: 0..<bytes.count)] = .random(in: 0...127) }
            _ = try? feed(String(decoding: bytes, as: UTF8.self), to: ReplyReader(limit: 10_000))
        }
    }

    @Test func `a command is written with lengths, so that any byte may stand in it`() {
        var output: [UInt8] = [0x21]
        RedisCommand.append(["SET", .bytes([0, 13, 10]), .integer(-1), ""], to: &output)
        #expect(output == Array("!*4\r\n$3\r\nSET\r\n$3\r\n\u{0}\r\n\r\n$2\r\n-1\r\n$0\r\n\r\n".utf8))
    }
}

struct PendingRepliesTests {
    @Test func `answers go to those who asked, in order, and unwanted ones to nobody`() {
        var pending = PendingReplies<Int>()
        #expect(pending.removeFirst() == nil)
        for number in 0..<5000 {
            pending.append(number % 2 == 0 ? number : nil)
            if number >= 1200 {
                let old = number - 1200
                #expect(pending.removeFirst() == .some(old % 2 == 0 ? old : nil))
            }
        }
        #expect(pending.count == 1200)
        #expect(pending.removeAll().count == 600)
        #expect(pending.count == 0)
    }
}
