import Testing

@testable import Shared

struct MetricsTests {
    @Test func `counters and gauges are written as Prometheus reads them, in order`() {
        let metrics = Metrics()
        metrics.gauge("b_open", "Open.").set(3)
        metrics.counter("a_total", "All.", labels: "code=\"2\"").add(5)
        metrics.counter("a_total", "All.", labels: "code=\"1\"").add()
        metrics.counter("a_total", "All.", labels: "code=\"1\"").add()
        #expect(
            metrics.text == """
                # HELP a_total All.
                # TYPE a_total counter
                a_total{code="1"} 2
                a_total{code="2"} 5
                # HELP b_open Open.
                # TYPE b_open gauge
                b_open 3

                """)
    }

    @Test func `durations are a histogram whose buckets add up`() {
        let metrics = Metrics()
        let durations = metrics.durations("d_seconds", "Time.", labels: "route=\"x\"")
        for microseconds in [500, 1000, 1001, 2_000_000, 60_000_000] {
            durations.observe(microseconds: microseconds)
        }
        let lines = metrics.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"d_seconds_bucket{route="x",le="0.001"} 2"#))
        #expect(lines.contains(#"d_seconds_bucket{route="x",le="0.0025"} 3"#))
        #expect(lines.contains(#"d_seconds_bucket{route="x",le="1.0"} 3"#))
        #expect(lines.contains(#"d_seconds_bucket{route="x",le="10.0"} 4"#))
        #expect(lines.contains(#"d_seconds_bucket{route="x",le="+Inf"} 5"#))
        #expect(lines.contains(#"d_seconds_count{route="x"} 5"#))
    }

    @Test func `every line is a comment or a sample`() {
        let metrics = Metrics()
        metrics.durations("d_seconds", "Time.").observe(microseconds: 5)
        metrics.counter("c_total", "Count.").add()
        let sample = /[a-z_]+(\{([a-z]+="[^"]*"(,[a-z]+="[^"]*")*)?\})? [0-9.e+-]+/
        for line in metrics.text.split(separator: "\n") where !line.hasPrefix("# ") {
            #expect(line.wholeMatch(of: sample) != nil, "\(line)")
        }
    }

    @Test func `counts of many threads are all there`() async {
        let metrics = Metrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { metrics.counter("c_total", "Count.").add() }
                }
            }
        }
        #expect(metrics.counter("c_total", "Count.").value == 8000)
    }
}
