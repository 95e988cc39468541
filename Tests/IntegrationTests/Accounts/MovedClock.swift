import EventLoops
import Postgres

@testable import Shared

/// A clock that stands still until it is moved.
final class MovedClock: Sendable {
    private let time = Locked(Timestamp.now())

    var now: @Sendable () -> Timestamp { { self.time.withLock { $0 } } }

    func pass(seconds: Int64 = 0, milliseconds: Int64 = 0) {
        time.withLock { $0 = $0.adding(milliseconds: seconds * 1000 + milliseconds) }
    }
}

/// Takes texts and keeps them, or refuses them all.
final class SampleTexts: TextProvider {
    private let state = Locked((sent: [TextMessage](), refuses: false))

    let name = "sample"
    var sent: [TextMessage] { state.withLock { $0.sent } }

    func refuseAll(_ refuses: Bool) { state.withLock { $0.refuses = refuses } }

    func send(_ message: TextMessage, on loop: EventLoop) async throws {
        try state.withLock { state in
            guard !state.refuses else { throw TextRefused(status: 400, code: nil) }
            state.sent.append(message)
        }
    }
}
