import Shared
import WebSockets

/// What a hub counts.
struct HubMetrics: Sendable {
    let deliveries: Metric
    let repairs: Metric
    /// Presence messages that a slow socket was spared.
    let spared: Metric
    /// Requests refused for coming too fast.
    let limited: Metric
    let notices: Metric
    private let queued: Metric
    private let longestQueue: Metric
    private let lag: Durations
    private let metrics: Metrics

    /// - Parameter loop: the number of the hub's loop, by which gauges are told apart.
    init(_ metrics: Metrics, loop: Int) {
        self.metrics = metrics
        deliveries = metrics.counter("handsup_deliveries_total", "Room events given to sockets.")
        repairs = metrics.counter("handsup_gap_repairs_total", "Times a room's log was read to close a gap.")
        spared = metrics.counter(
            "handsup_presence_spared_total", "Presence messages left out for sockets that were behind.")
        limited = metrics.counter(
            "handsup_socket_requests_limited_total", "Requests of sockets refused for coming too fast.")
        notices = metrics.counter(
            "handsup_personal_deliveries_total", "Notifications and trade messages given to sockets.")
        let label = "loop=\"\(loop)\""
        queued = metrics.gauge(
            "handsup_socket_queue_bytes", "Bytes that wait for the peers of all sockets.", labels: label)
        longestQueue = metrics.gauge(
            "handsup_socket_queue_longest_bytes", "Bytes that wait for the slowest socket.", labels: label)
        lag = metrics.durations(
            "handsup_delivery_lag_seconds",
            "From the time of an event, by the database's clock, to its delivery.")
    }

    func queues(total: Int, longest: Int) {
        queued.set(total)
        longestQueue.set(longest)
    }

    /// - Parameter microseconds: how old an event was when it was given to the sockets.
    func delivered(after microseconds: Int64) { lag.observe(microseconds: Int(max(0, microseconds))) }

    func closed(_ code: CloseCode?) {
        let label = code.map { String($0.rawValue) } ?? "none"
        metrics.counter(
            "handsup_sockets_closed_total", "Sockets that ended, by close code.", labels: "code=\"\(label)\""
        )
        .add()
    }
}
