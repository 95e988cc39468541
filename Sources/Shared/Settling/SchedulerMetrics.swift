/// What a scheduler counts.
package struct SchedulerMetrics: Sendable {
    private let started: Metric
    private let ended: Metric
    private let lateness: Durations
    private let followers: Metric

    package init(_ metrics: Metrics) {
        started = metrics.counter("handsup_auctions_started_total", "Auctions started here.")
        ended = metrics.counter("handsup_auctions_ended_total", "Auctions settled here.")
        followers = metrics.counter(
            "handsup_followers_told_total", "Notifications of auctions that began or end soon, stored here.")
        lateness = metrics.durations(
            "handsup_settling_lateness_seconds", "How late the latest of a batch was.")
    }

    func told(_ count: Int) { followers.add(count) }

    func settled(_ progress: DueAuctions.Progress) {
        started.add(progress.started)
        ended.add(progress.ended)
        if progress.started + progress.ended > 0 {
            lateness.observe(microseconds: Int(progress.latest) * 1000)
        }
    }
}
