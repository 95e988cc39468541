import Postgres
import Testing

@testable import RealtimeGateway

struct DatabaseClockTests {
    @Test func `the clock follows the database's`() {
        var clock = DatabaseClock()
        let database = Timestamp.now().adding(milliseconds: 3_600_000)
        clock.adjust(to: database)
        #expect(clock.now >= database)
        clock.adjust(to: Timestamp.now().adding(milliseconds: -3_600_000))
        #expect(clock.now < database)
    }
}
