import EventLoops

/// LISTEN on a line of its own. On the loop only.
final class Listener {
    private let line: Line
    private var handlers: [String: [@Sendable (String) -> Void]] = [:]

    init(on loop: EventLoop, configuration: PostgresConfiguration, work: BlockingWork) {
        line = Line(on: loop, configuration: configuration, work: work)
        line.start { [weak self] in self?.handle($0) }
    }

    func stop() { line.stop() }
    func check(at now: ContinuousClock.Instant) { line.check(at: now) }

    func listen(_ channel: String, _ handler: @escaping @Sendable (String) -> Void) {
        handlers[channel, default: []].append(handler)
        if let connection = line.live { begin(channel, on: connection) }
    }

    private func handle(_ change: Connection.Change) {
        switch change {
        case .up:
            guard let connection = line.live else { return }
            for channel in handlers.keys { begin(channel, on: connection) }
        case .notification(let channel, let payload): call(channel, payload)
        case .idle, .down: break
        }
    }

    private func begin(_ channel: String, on connection: Connection) {
        let request = Request([SQL(composed: "LISTEN \(Self.quoted(channel))")])
        request.onEnd { [weak self, weak connection] answer in
            switch answer {
            case .success: self?.call(channel, "")
            case .failure(let error): connection?.fail("LISTEN failed: \(error)")
            }
        }
        connection.enqueue(request)
    }

    private func call(_ channel: String, _ payload: String) {
        for handler in handlers[channel] ?? [] { handler(payload) }
    }

    /// An identifier as SQL writes it, each quote doubled.
    static func quoted(_ identifier: String) -> String {
        "\"\(identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
