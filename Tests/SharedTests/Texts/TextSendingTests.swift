import EventLoops
import HTTPClient
import Testing

@testable import Shared

/// Fails with the errors it was given, in turn, then takes messages.
private final class Faulty: TextProvider {
    let name = "faulty"
    private let errors: Locked<[any Error]>
    private let taken = Locked(0)

    init(_ errors: [any Error]) { self.errors = Locked(errors) }

    func send(_ message: TextMessage, on loop: EventLoop) async throws {
        taken.withLock { $0 += 1 }
        let error = errors.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let error { throw error }
    }
    var attempts: Int { taken.withLock { $0 } }
}

struct TextSendingTests {
    private struct Other: Error {}
    private static let refused = { @Sendable in TextRefused(status: $0, code: nil) }

    private func result(_ errors: [any Error]) async throws -> (attempts: Int, error: Problem?, text: String)
    {
        let loop = EventLoop()
        let provider = Faulty(errors)
        let metrics = Metrics()
        let log = Log(level: .error, isHuman: true, process: "test")
        let sending = TextSending(provider: provider, metrics: metrics, log: log, pause: 1)
        var problem: Problem?
        do { try await sending.send(.sample(), on: loop) } catch let error as Problem { problem = error }
        await loop.stop()
        return (provider.attempts, problem, metrics.text)
    }

    private func line(_ result: String, _ count: Int) -> String {
        #"handsup_texts_total{provider="faulty",result="\#(result)"} \#(count)"#
    }

    @Test func `a message that is taken is counted and timed`() async throws {
        let (attempts, problem, text) = try await result([])
        #expect(attempts == 1 && problem == nil)
        #expect(text.contains(line("sent", 1)) && text.contains(line("failed", 0)))
        #expect(text.contains(#"handsup_text_duration_seconds_count{provider="faulty"} 1"#))
    }

    @Test(
        arguments: [HTTPClientError.unreachable("away"), refused(429), refused(500), refused(503)]
            as [any Error])
    func `what was not taken is tried once more`(_ error: any Error) async throws {
        let again = try await result([error])
        #expect(again.attempts == 2 && again.error == nil && again.text.contains(line("sent", 1)))
        let never = try await result([error, error, error])
        #expect(never.attempts == 2 && never.error?.kind == .unavailable)
    }

    @Test(
        arguments: [
            (HTTPClientError.timeout, "timeout"), (HTTPClientError.failed("x"), "failed"),
            (refused(400), "refused"), (refused(401), "refused"), (Other(), "failed"),
        ] as [(any Error, String)])
    func `what may have been taken, or never will be, is not`(_ error: any Error, _ label: String)
        async throws
    {
        let (attempts, problem, text) = try await result([error])
        #expect(attempts == 1 && problem?.kind == .unavailable && problem?.code == "unavailable")
        #expect(text.contains(line(label, 1)) && text.contains(line("sent", 0)))
    }

    @Test func `a cancelled task is no failure of the provider`() async throws {
        await #expect(throws: CancellationError.self) { try await result([CancellationError()]) }
    }
}
