import EventLoops
import Synchronization

/// A number that only grows, or one that is set.
package final class Metric: Sendable {
    private let storage = Atomic<Int>(0)
    package func add(_ count: Int = 1) { storage.wrappingAdd(count, ordering: .relaxed) }
    package func set(_ value: Int) { storage.store(value, ordering: .relaxed) }
    package var value: Int { storage.load(ordering: .relaxed) }
}

/// How long things took, in buckets that are fixed: 1 ms … 10 s.
package final class Durations: Sendable {
    /// Upper bounds in microseconds.
    private static let bounds = [
        1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000,
    ]
    private let buckets = bounds.map { _ in Metric() }
    private let count = Metric()
    private let sum = Metric()

    package init() {}

    package func observe(microseconds: Int) {
        count.add()
        sum.add(microseconds)
        if let index = Self.bounds.firstIndex(where: { microseconds <= $0 }) { buckets[index].add() }
    }

    fileprivate func write(_ name: String, _ labels: String, to text: inout String) {
        var total = 0
        let separator = labels.isEmpty ? "" : ","
        for (bound, bucket) in zip(Self.bounds, buckets) {
            total += bucket.value
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(Double(bound) / 1_000_000)\"} \(total)\n"
        }
        text += "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(count.value)\n"
        text +=
            "\(name)_sum{\(labels)} \(Double(sum.value) / 1_000_000)\n\(name)_count{\(labels)} \(count.value)\n"
    }
}

/// All metrics of a process, as Prometheus reads them (text format 0.0.4).
package final class Metrics: Sendable {
    private enum Family: Sendable {
        case plain(kind: String, help: String, series: [String: Metric])
        case durations(help: String, series: [String: Durations])
    }
    private let families = Locked<[String: Family]>([:])

    package init() {}

    /// The counter of that name and labels (`route="…"`), made at the first call.
    package func counter(_ name: String, _ help: String, labels: String = "") -> Metric {
        plain(name, kind: "counter", help, labels)
    }

    package func gauge(_ name: String, _ help: String, labels: String = "") -> Metric {
        plain(name, kind: "gauge", help, labels)
    }

    package func durations(_ name: String, _ help: String, labels: String = "") -> Durations {
        families.withLock { families in
            var series: [String: Durations] = [:]
            if case .durations(_, let known) = families[name] { series = known }
            let one = series[labels] ?? Durations()
            series[labels] = one
            families[name] = .durations(help: help, series: series)
            return one
        }
    }

    private func plain(_ name: String, kind: String, _ help: String, _ labels: String) -> Metric {
        families.withLock { families in
            var series: [String: Metric] = [:]
            if case .plain(_, _, let known) = families[name] { series = known }
            let one = series[labels] ?? Metric()
            series[labels] = one
            families[name] = .plain(kind: kind, help: help, series: series)
            return one
        }
    }

    package var text: String {
        var text = ""
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            switch family {
            case .plain(let kind, let help, let series):
                text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
                for (labels, metric) in series.sorted(by: { $0.key < $1.key }) {
                    text +=
                        labels.isEmpty ? "\(name) \(metric.value)\n" : "\(name){\(labels)} \(metric.value)\n"
                }
            case .durations(let help, let series):
                text += "# HELP \(name) \(help)\n# TYPE \(name) histogram\n"
                for (labels, one) in series.sorted(by: { $0.key < $1.key }) {
                    one.write(name, labels, to: &text)
                }
            }
        }
        return text
    }
}
