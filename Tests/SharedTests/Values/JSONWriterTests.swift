import Foundation
import Postgres
import TestSupport
import Testing

@testable import Shared

struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func `fields stand in their order, commas only between them`() {
        let written = text {
            $0.object {
                $0.field("b", 1)
                $0.field("a", "x")
                $0.field("none", nil as String?)
                $0.field("nothing", nil as Int64?)
                $0.field("yes", true)
                $0.field("at", Timestamp.noon)
                $0.field("id", AuctionID(7))
            }
        }
        #expect(
            written
                == #"{"b":1,"a":"x","none":null,"nothing":null,"yes":true,"at":"2026-11-22T12:00:00.000Z","id":7}"#
        )
    }

    @Test func `empty objects and arrays stay empty, also inside of others`() {
        #expect(text { $0.object { _ in } } == "{}")
        #expect(text { $0.array([] as [Int]) { _, _ in } } == "[]")
        let nested = text {
            $0.object { outer in
                outer.field("list") { $0.array([1, 2] as [Int64]) { $0.value($1) } }
                outer.field("none") { $0.array([] as [Int64]) { $0.value($1) } }
                outer.field("object") { $0.object { _ in } }
            }
        }
        #expect(nested == #"{"list":[1,2],"none":[],"object":{}}"#)
    }

    @Test func `a text that ends in a comma keeps it`() {
        #expect(text { $0.object { $0.field("a", "b,") } } == #"{"a":"b,"}"#)
        #expect(text { $0.array([","]) { $0.value($1) } } == #"[","]"#)
    }

    @Test func `quotes, backslashes and control characters are escaped, nothing else`() {
        #expect(text { $0.value("\"\\\n\u{0}\u{1F}\u{7F}/é😀") } == "\"\\\"\\\\\\n\\u0000\\u001f\u{7F}/é😀\"")
    }

    @Test func `the fields of another object can be taken over`() {
        let written = text {
            $0.object {
                $0.field("ok", true)
                $0.fields(of: Array(#"{"a":1,"b":{}}"#.utf8))
                $0.fields(of: Array("{}".utf8))
            }
        }
        #expect(written == #"{"ok":true,"a":1,"b":{}}"#)
    }

    @Test func `profiles show four fields`() {
        let profile = PublicProfile(id: .anna, username: "안나", imageUrl: "/media/1.jpg", mannerScore: 80)
        let written = text { $0.object { $0.field("p", profile) } }
        #expect(written == #"{"p":{"id":2,"username":"안나","imageUrl":"/media/1.jpg","mannerScore":80}}"#)
        #expect(text { $0.object { $0.field("p", nil as PublicProfile?) } } == #"{"p":null}"#)
    }

    @Test func `random texts come back from a decoder as they were`() throws {
        try forEachSeed(500) { random in
            let values = (0..<8).map { _ in random.text(upTo: 40) }
            var json = JSONWriter()
            json.array(values) { $0.value($1) }
            let read = try JSONDecoder().decode([String].self, from: Data(json.bytes))
            try check(
                read.map { Array($0.utf8) } == values.map { Array($0.utf8) }, "\(values) became \(read)")
            try check(!json.bytes.contains { $0 < 0x20 }, "a line break in \(values)")
        }
    }

    @Test(arguments: [0, -1, .max, .min] as [Int64])
    func `numbers are exact`(number: Int64) throws {
        var json = JSONWriter()
        json.array([number]) { $0.value($1) }
        #expect(try JSONDecoder().decode([Int64].self, from: Data(json.bytes)) == [number])
    }
}
