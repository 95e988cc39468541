extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds (rounded down): `2026-11-22T12:00:00.000Z`.
    package var description: String {
        String(unsafeUninitializedCapacity: 24) { write(to: UnsafeMutableRawBufferPointer($0)) }
    }

    /// Appends the 24 bytes of `description`.
    package func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 24, alignment: 1) { buffer in
            _ = write(to: buffer)
            bytes.append(contentsOf: buffer)
        }
    }

    private func write(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        // Out of the four-digit years the nearest that can be written stands in.
        let clamped = min(max(microseconds, Self.earliest.microseconds), Self.latest.microseconds)
        let (days, time) = Self.floor(clamped, by: 86_400_000_000)
        let (year, month, day) = Self.date(ofDay: days)
        let milliseconds = time / 1000
        func put(_ value: Int64, _ digits: Int, at offset: Int) {
            var rest = value
            for place in (offset..<offset + digits).reversed() {
                buffer[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
        put(year, 4, at: 0)
        buffer[4] = UInt8(ascii: "-")
        put(month, 2, at: 5)
        buffer[7] = UInt8(ascii: "-")
        put(day, 2, at: 8)
        buffer[10] = UInt8(ascii: "T")
        put(milliseconds / 3_600_000, 2, at: 11)
        buffer[13] = UInt8(ascii: ":")
        put(milliseconds / 60_000 % 60, 2, at: 14)
        buffer[16] = UInt8(ascii: ":")
        put(milliseconds / 1000 % 60, 2, at: 17)
        buffer[19] = UInt8(ascii: ".")
        put(milliseconds % 1000, 3, at: 20)
        buffer[23] = UInt8(ascii: "Z")
        return 24
    }

    /// Parses RFC 3339 with any offset; digits of a second beyond the sixth are dropped.
    /// Nil if malformed (also leap seconds) or, in UTC, outside the years 1…9999.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        let parsed = text.withUTF8 { Self.parse($0) }
        guard let parsed, parsed >= Self.earliest, parsed <= Self.latest else { return nil }
        self = parsed
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        guard text.count >= 20 else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= text.count else { return nil }
            var value: Int64 = 0
            for byte in text[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), text[4] == UInt8(ascii: "-"),
            let month = number(5..<7), text[7] == UInt8(ascii: "-"), let day = number(8..<10),
            text[10] | 0x20 == UInt8(ascii: "t"),
            let hour = number(11..<13), text[13] == UInt8(ascii: ":"),
            let minute = number(14..<16), text[16] == UInt8(ascii: ":"), let second = number(17..<19),
            1...12 ~= month, day >= 1, day <= days(in: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }

        var place = 19
        var fraction: Int64 = 0
        if text[place] == UInt8(ascii: ".") {
            place += 1
            let first = place
            var scale: Int64 = 100_000
            while place < text.count, 0x30...0x39 ~= text[place] {
                fraction += Int64(text[place] - 0x30) * scale
                scale /= 10
                place += 1
            }
            guard place > first, place < text.count else { return nil }
        }

        var offset: Int64 = 0
        switch text[place] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard place + 1 == text.count else { return nil }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard place + 6 == text.count, text[place + 3] == UInt8(ascii: ":"),
                let hours = number(place + 1..<place + 3), let minutes = number(place + 4..<place + 6),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (text[place] == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let minutes = (self.day(year, month, day) * 24 + hour) * 60 + minute - offset
        return Timestamp(microseconds: (minutes * 60 + second) * 1_000_000 + fraction)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // The civil calendar by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in
    // March, so that the leap day is a year's last; an era is 400 years or 146 097 days; 719 468 days
    // lie between 0000-03-01 and 1970-01-01.

    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (era, yearOfEra) = floor(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(ofDay days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floor(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
        )
    }
}
