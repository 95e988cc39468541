/// What rooms count.
package struct RoomMetrics: Sendable {
    private let transactions: Metric
    private let requests: Metric
    private let events: Metric

    package init(_ metrics: Metrics) {
        transactions = metrics.counter(
            "handsup_room_transactions_total", "Transactions of bids and chat lines.")
        requests = metrics.counter("handsup_room_requests_total", "Bids and chat lines judged in them.")
        events = metrics.counter("handsup_room_events_total", "Events they added to room logs.")
    }

    func committed(requests: Int, events: Int) {
        transactions.add()
        self.requests.add(requests)
        self.events.add(events)
    }
}
