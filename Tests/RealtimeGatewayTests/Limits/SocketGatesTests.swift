import Shared
import Testing

@testable import RealtimeGateway

struct SocketGatesTests {
    private let metrics = Metrics()

    @Test func `no more than the limit get in, and who leaves makes room`() {
        let gates = SocketGates(limit: 2, perAddress: 9, perPerson: 9, metrics: metrics)
        gates.enter()
        #expect(!gates.isFull)
        gates.enter()
        #expect(gates.isFull)
        #expect(metrics.text.contains("handsup_sockets 2"))
        gates.leave()
        #expect(!gates.isFull)
        #expect(metrics.text.contains("handsup_sockets 1"))
    }

    @Test func `each address has places of its own`() {
        let addresses = SocketGates(limit: 9, perAddress: 2, perPerson: 9, metrics: metrics).addresses
        #expect(addresses.enter("10.0.0.1") != nil && addresses.enter("10.0.0.1") != nil)
        #expect(addresses.isFull("10.0.0.1") && addresses.enter("10.0.0.1") == nil)
        #expect(!addresses.isFull("10.0.0.2") && addresses.enter("10.0.0.2") != nil)
        addresses.leave("10.0.0.1")
        #expect(!addresses.isFull("10.0.0.1"))
    }

    @Test func `sockets of a person share one allowance, until the last of them leaves`() throws {
        let people = SocketGates(limit: 9, perAddress: 9, perPerson: 9, metrics: metrics).people
        let first = try #require(people.enter(UserID(1)))
        #expect(people.enter(UserID(1)) === first)
        #expect(people.enter(UserID(2)) !== first)
        people.leave(UserID(1))
        #expect(people.enter(UserID(1)) === first)
        people.leave(UserID(1))
        people.leave(UserID(1))
        people.leave(UserID(1))
        #expect(people.enter(UserID(1)) !== first)
    }

    @Test func `help tells every variable`() {
        for name in ["HANDSUP_ORIGINS", "HANDSUP_MAX_SOCKETS", "HANDSUP_QUEUE_BYTES", "HANDSUP_POSTGRES"] {
            #expect(Configuration.help.contains(name))
        }
    }
}
