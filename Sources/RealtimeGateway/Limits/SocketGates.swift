import Shared
import Synchronization

/// Counts the sockets of the process and admits no more than it was told.
final class SocketGate: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)
    private let gauge: Metric

    init(limit: Int, metrics: Metrics) {
        self.limit = limit
        gauge = metrics.gauge("handsup_sockets", "Open WebSockets.")
    }

    var isFull: Bool { count.load(ordering: .relaxed) >= limit }

    func enter() { gauge.set(count.wrappingAdd(1, ordering: .relaxed).newValue) }
    func leave() { gauge.set(count.wrappingSubtract(1, ordering: .relaxed).newValue) }
}
