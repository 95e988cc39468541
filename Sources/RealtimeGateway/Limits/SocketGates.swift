import Shared
import Synchronization

/// Which sockets a process lets in: so many in all, so many of an address, so many of a person.
final class SocketGates: Sendable {
    let addresses: SocketCounts<String, Void>
    let people: SocketCounts<UserID, SharedAllowance>
    private let limit: Int
    private let count = Atomic<Int>(0)
    private let gauge: Metric

    /// - Parameters: how many sockets in all, of one address, of one person.
    init(limit: Int, perAddress: Int, perPerson: Int, metrics: Metrics) {
        self.limit = limit
        addresses = SocketCounts(limit: perAddress) {}
        people = SocketCounts(limit: perPerson) { SharedAllowance() }
        gauge = metrics.gauge("handsup_sockets", "Open WebSockets.")
    }

    var isFull: Bool { count.load(ordering: .relaxed) >= limit }

    func enter() { gauge.set(count.wrappingAdd(1, ordering: .relaxed).newValue) }
    func leave() { gauge.set(count.wrappingSubtract(1, ordering: .relaxed).newValue) }
}
