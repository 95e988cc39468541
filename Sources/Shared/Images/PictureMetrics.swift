/// What is counted of pictures.
package struct PictureMetrics: Sendable {
    private let stored: Metric
    private let refused: Metric
    private let failed: Metric
    let duration: Durations

    package init(_ metrics: Metrics) {
        let help = "Uploaded pictures, by what became of them."
        stored = metrics.counter("handsup_pictures_total", help, labels: "result=\"stored\"")
        refused = metrics.counter("handsup_pictures_total", help, labels: "result=\"refused\"")
        failed = metrics.counter("handsup_pictures_total", help, labels: "result=\"failed\"")
        duration = metrics.durations(
            "handsup_picture_duration_seconds",
            "Time to check, shrink and encode a picture, waiting included.")
    }

    func count(_ problem: Problem?) {
        switch problem?.kind {
        case nil: stored.add()
        case .unavailable, .internal: failed.add()
        default: refused.add()
        }
    }
}
