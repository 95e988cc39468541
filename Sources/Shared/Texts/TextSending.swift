import EventLoops
import HTTPClient

/// Sends text messages through a provider: tries once more where that is safe, counts and logs.
package struct TextSending: Sendable {
    private enum Outcome: String, CaseIterable { case sent, refused, unreachable, timeout, failed }

    private let provider: any TextProvider
    private let log: Log
    private let pause: Int
    private let totals: [Outcome: Metric]
    private let duration: Durations

    /// - Parameter pause: milliseconds before the second attempt: enough for a provider's gateway to change
    ///   machines, short enough for a person who waits for the answer.
    package init(provider: any TextProvider, metrics: Metrics, log: Log, pause: Int = 500) {
        self.provider = provider
        self.log = log
        self.pause = pause
        let label = "provider=\"\(provider.name)\""
        let all = Outcome.allCases.map { outcome in
            let labels = "\(label),result=\"\(outcome)\""
            return (
                outcome,
                metrics.counter(
                    "handsup_texts_total", "Text messages, by what became of them.", labels: labels)
            )
        }
        totals = Dictionary(uniqueKeysWithValues: all)
        duration = metrics.durations(
            "handsup_text_duration_seconds", "Time to hand a text message over, attempts included.",
            labels: label)
    }

    /// Throws `Problem.unavailable` if the provider did not take the message, and `CancellationError`. After
    /// a time-out the message may arrive all the same.
    package func send(_ message: TextMessage, on loop: EventLoop) async throws {
        let start = ContinuousClock.now
        do {
            try await attempt(message, on: loop)
        } catch let error as CancellationError {
            throw error
        } catch {
            count(Self.outcome(of: error), since: start)
            log.error("text message not sent", ["provider": provider.name, "reason": "\(error)"])
            throw Problem.unavailable("The text message could not be sent; try again shortly.")
        }
        count(.sent, since: start)
    }

    private func attempt(_ message: TextMessage, on loop: EventLoop) async throws {
        do {
            try await provider.send(message, on: loop)
        } catch {
            guard Self.mayBeTriedAgain(after: error) else { throw error }
            log.warning(
                "text message not sent; trying again", ["provider": provider.name, "reason": "\(error)"])
            try await loop.sleep(milliseconds: pause)
            try await provider.send(message, on: loop)
        }
    }

    /// Where the provider says, or nobody can have said, that the message was not taken. Not after a
    /// time-out: two texts would worry their reader, and cost twice.
    private static func mayBeTriedAgain(after error: any Error) -> Bool {
        switch error {
        case HTTPClientError.unreachable: true
        case let refused as TextRefused: refused.status == 429 || refused.status >= 500
        default: false
        }
    }

    private static func outcome(of error: any Error) -> Outcome {
        switch error {
        case is TextRefused: .refused
        case HTTPClientError.unreachable: .unreachable
        case HTTPClientError.timeout: .timeout
        default: .failed
        }
    }

    private func count(_ outcome: Outcome, since start: ContinuousClock.Instant) {
        totals[outcome]?.add()
        duration.observe(microseconds: Int((ContinuousClock.now - start) / .microseconds(1)))
    }
}
