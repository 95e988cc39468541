import Testing

@testable import Postgres

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000Z", 0), ("2026-11-22T12:00:00.000Z", 1_795_348_800_000_000),
        ("2000-02-29T23:59:59.999Z", 951_868_799_999_000), ("1969-12-31T23:59:59.999Z", -1000),
        ("0001-01-01T00:00:00.000Z", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999_000),
    ])
    func `known instants are written and read`(text: String, microseconds: Int) {
        let time = Timestamp(microseconds: Int64(microseconds))
        #expect(time.description == text)
        #expect(Timestamp(text) == time)
        var bytes = Array("at ".utf8)
        time.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "at " + text)
    }

    @Test func `microseconds are rounded down to milliseconds, before 1970 too`() {
        #expect(Timestamp(microseconds: 1999).description.hasSuffix("00.001Z"))
        #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(microseconds: -1).milliseconds == -1)
    }

    @Test func `what cannot be written with four digits of a year does not trap`() {
        #expect(Timestamp(microseconds: .max).description == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(microseconds: .min).description == "0001-01-01T00:00:00.000Z")
    }

    @Test(arguments: [
        ("2026-11-22T21:00:00+09:00", "2026-11-22T12:00:00.000Z"),
        ("2026-11-22t07:30:00.5-04:30", "2026-11-22T12:00:00.500Z"),
        ("2026-11-22T12:00:00.123456789z", "2026-11-22T12:00:00.123Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"),
        ("2026-11-22T12:00:00-00:00", "2026-11-22T12:00:00.000Z"),
    ])
    func `any offset is converted to UTC`(text: String, utc: String) {
        #expect(Timestamp(text)?.description == utc)
    }

    @Test(arguments: [
        "", "2026", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22 12:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:60Z", "2026-11-22T12:00:00.Z",
        "2026-11-22T12:00:00+9:00", "2026-11-22T12:00:00+0900", "2026-11-22T12:00:00+24:00",
        "2026-11-22T12:00:00Z ", " 2026-11-22T12:00:00Z", "2026-11-22T12:00:00.5", "+026-11-22T12:00:00Z",
        "0000-12-31T23:59:59Z", "0001-01-01T00:30:00+01:00", "9999-12-31T23:59:59-01:00",
        "2026-11-22T12:00:00.1234567890123456789012345678901234567890", "２026-11-22T12:00:00Z",
    ])
    func `a malformed text is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `every instant survives its text, to the millisecond`() {
        for _ in 0..<20_000 {
            let time = Timestamp(
                microseconds: .random(in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds))
            #expect(Timestamp(time.description)?.milliseconds == time.milliseconds)
        }
    }

    @Test func `a random change of a good text never traps`() {
        for _ in 0..<20_000 {
            var text = Array("2026-11-22T12:00:00.123+09:00".utf8)
            for _ in 0..<3 { text[.random(in: 0..<text.count)] = .random(in: 0x20...0x7F) }
            let parsed = Timestamp(String(decoding: text, as: UTF8.self))
            if let parsed { #expect(parsed >= .earliest && parsed <= .latest) }
        }
    }
}
