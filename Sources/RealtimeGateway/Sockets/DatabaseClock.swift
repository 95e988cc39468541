import Postgres

/// The database's clock, by this machine's and the difference seen last: what countdowns go by.
struct DatabaseClock {
    private var offsetMicroseconds: Int64 = 0

    var now: Timestamp { Timestamp(microseconds: Timestamp.now().microseconds + offsetMicroseconds) }

    mutating func adjust(to database: Timestamp) {
        offsetMicroseconds = database.microseconds - Timestamp.now().microseconds
    }
}
