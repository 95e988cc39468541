import Postgres
import Shared
import Testing

@testable import RealtimeGateway

struct SocketGateTests {
    @Test func `no more than the limit get in, and who leaves makes room`() {
        let metrics = Metrics()
        let gate = SocketGate(limit: 2, metrics: metrics)
        gate.enter()
        #expect(!gate.isFull)
        gate.enter()
        #expect(gate.isFull)
        #expect(metrics.text.contains("handsup_sockets 2"))
        gate.leave()
        #expect(!gate.isFull)
        #expect(metrics.text.contains("handsup_sockets 1"))
    }

    @Test func `the clock follows the database's`() {
        var clock = DatabaseClock()
        let database = Timestamp.now().adding(milliseconds: 3_600_000)
        clock.adjust(to: database)
        #expect(clock.now >= database)
        clock.adjust(to: Timestamp.now().adding(milliseconds: -3_600_000))
        #expect(clock.now < database)
    }

    @Test func `help tells every variable`() {
        for name in ["HANDSUP_ORIGINS", "HANDSUP_MAX_SOCKETS", "HANDSUP_QUEUE_BYTES", "HANDSUP_POSTGRES"] {
            #expect(Configuration.help.contains(name))
        }
    }
}
