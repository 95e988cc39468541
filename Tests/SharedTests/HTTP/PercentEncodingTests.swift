import HTTPServer
import TestSupport
import Testing

@testable import Shared

struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("%41%6a%6A", "Ajj"), ("%ED%99%8D", "홍"), ("%2F%25", "/%"), ("a+b", "a+b"),
        ("%F0%9F%91%8D", "👍"), ("%00", "\u{0}"), ("홍", "홍"),
    ])
    func `bytes are written as two digits`(text: String, value: String) {
        #expect(PercentEncoding.decode(Substring(text), plusIsSpace: false) == value)
    }

    @Test(arguments: [
        "%", "%4", "a%", "%%41", "%4g", "%g4", "% 41", "%-1", "%ED%99", "%FF", "%C0%80", "%ED%A0%80",
    ])
    func `broken encoding and broken UTF-8 are no text`(text: String) {
        #expect(PercentEncoding.decode(Substring(text), plusIsSpace: false) == nil)
        #expect(PercentEncoding.decode(Substring(text), plusIsSpace: true) == nil)
    }

    @Test func `a plus is a space in what a form made`() {
        #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
    }

    @Test func `what was encoded is read again`() throws {
        try forEachSeed(1000) { random in
            let text = random.text(upTo: 20)
            let encoded = text.utf8.map { byte in
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: random.chance(50))
            }.joined()
            let read = PercentEncoding.decode(Substring(encoded), plusIsSpace: random.chance(50))
            try check(read.map { Array($0.utf8) } == Array(text.utf8), "“\(encoded)”")
        }
    }

    @Test func `a path's text is decoded, broken encoding is not found`() throws {
        func text(_ segment: String) throws -> String {
            try RoutedRequest(
                request: Request(method: "GET", target: "/"), values: [Substring(segment)], token: nil,
                requestId: "r"
            ).text()
        }
        #expect(try text("%ED%99%8D+a") == "홍+a")
        #expect(throws: Problem.notFound) { try text("%FF") }
    }
}
