import Postgres
import TestSupport
import Testing

@testable import Shared

struct LogTests {
    private let log = Log(level: .info, isHuman: false, process: "api")

    @Test func `an entry is one line of JSON`() throws {
        let line = log.json(.warning, "request failed", ["requestId": "a-1", "error": "x\n\"y\""])
        let json = try object(line)
        #expect(json["level"] as? String == "warning")
        #expect(json["process"] as? String == "api")
        #expect(json["event"] as? String == "request failed")
        #expect(json["requestId"] as? String == "a-1")
        #expect(json["error"] as? String == "x\n\"y\"")
        #expect(Timestamp(json["at"] as? String ?? "") != nil)
        #expect(!line.contains(UInt8(ascii: "\n")))
    }

    @Test func `whatever is logged stays one line of JSON`() throws {
        try forEachSeed(200) { random in
            let (event, name, value) = (random.text(upTo: 20), random.text(upTo: 9), random.text(upTo: 40))
            let line = log.json(.info, event, ["x" + name: value])
            let read = try object(line)["x" + name] as? String
            try check(
                read.map { Array($0.utf8) } == Array(value.utf8), "\(value) became \(read ?? "nothing")")
            try check(!line.contains { $0 < 0x20 }, "a line break in \(value)")
        }
    }

    @Test func `people read words`() {
        let text = String(decoding: log.human(.info, "serving", ["port": "8081"]), as: UTF8.self)
        #expect(text.hasSuffix(" info serving port=8081"))
    }

    @Test func `levels below the least are left out`() {
        #expect(!log.isEnabled(.debug))
        #expect(log.isEnabled(.info))
        #expect(log.isEnabled(.error))
    }
}
