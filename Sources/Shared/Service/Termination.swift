import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a process is asked to end.
package enum Termination: Sendable {
    /// SIGTERM: others go on, and clients have time to go to them.
    case gradual
    /// SIGINT, as from a terminal: all of it ends, and somebody waits for it.
    case quick
}

/// Hears when the process is asked to end. Made before anything is served: without it a signal ends the process
/// on the spot.
package struct TerminationSignals: Sendable {
    private let asked: AsyncStream<Termination>

    /// Returns when the process listens for them.
    package init(on loop: EventLoop) async {
        // Whoever asks again while the process is ending has been heard.
        let (asked, continuation) = AsyncStream.makeStream(
            of: Termination.self, bufferingPolicy: .bufferingOldest(1))
        self.asked = asked
        await Task(executorPreference: loop) {
            for (number, termination) in [(SIGTERM, Termination.gradual), (SIGINT, .quick)] {
                _ = try? LoopSignal(on: loop, number: number) { continuation.yield(termination) }
            }
        }.value
    }

    /// Suspends until the process is asked to end.
    @discardableResult
    package func first() async -> Termination {
        for await termination in asked { return termination }
        return .quick
    }
}

/// Prepares a process for serving: a peer that went away is an error code, not a signal.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

/// Cores this process may use.
package var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

package var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

/// The environment as a dictionary.
package func environmentVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
        let text = String(cString: pointer)
        if let mark = text.firstIndex(of: "=") {
            variables[String(text[..<mark])] = String(text[text.index(after: mark)...])
        }
        entry += 1
    }
    return variables
}

/// Ends the process with a sentence on standard error.
package func fail(_ message: String) -> Never {
    let line = Array((message + "\n").utf8)
    write(STDERR_FILENO, line, line.count)
    endProcess(1)
}

/// Ends the process with what was printed, and without the exit handlers of libraries: OpenSSL's frees what
/// a thread of a pool may still be using, and a command that had done its work crashed.
package func endProcess(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
}
