#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An instant, in microseconds since the Unix epoch: PostgreSQL's resolution, always UTC.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(milliseconds: Int64) { microseconds = milliseconds &* 1000 }

    /// Whole milliseconds, rounded down: what the wire shows.
    package var milliseconds: Int64 { Self.floor(microseconds, by: 1000).quotient }

    /// The machine's wall clock. Rules take their time from the database or a parameter, not from here.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds &+ milliseconds &* 1000)
    }

    /// 0001-01-01T00:00:00Z and the last microsecond of year 9999: what four digits can say.
    package static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
    package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

    /// Division that rounds towards negative infinity, so that times before 1970 count upwards too.
    static func floor(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
