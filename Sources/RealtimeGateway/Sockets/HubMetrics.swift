import Shared
import WebSockets

/// What a hub counts.
struct HubMetrics: Sendable {
    let deliveries: Metric
    let repairs: Metric
    private let metrics: Metrics

    init(_ metrics: Metrics) {
        self.metrics = metrics
        deliveries = metrics.counter("handsup_deliveries_total", "Room events given to sockets.")
        repairs = metrics.counter("handsup_gap_repairs_total", "Times a room's log was read to close a gap.")
    }

    func closed(_ code: CloseCode?) {
        let label = code.map { String($0.rawValue) } ?? "none"
        metrics.counter(
            "handsup_sockets_closed_total", "Sockets that ended, by close code.", labels: "code=\"\(label)\""
        )
        .add()
    }
}
