import Postgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Structured logs on standard error: one line an event, JSON unless a person is looking.
package struct Log: Sendable {
    package enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error
        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }
    }
    package enum Format: String, Sendable, CaseIterable { case auto, json, human }

    private let level: Level
    private let isHuman: Bool
    private let process: String

    package init(level: Level, isHuman: Bool, process: String) {
        self.level = level
        self.isHuman = isHuman
        self.process = process
    }

    package func debug(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.debug, event, fields)
    }
    package func info(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.info, event, fields)
    }
    package func warning(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.warning, event, fields)
    }
    package func error(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.error, event, fields)
    }

    package func isEnabled(_ level: Level) -> Bool { level >= self.level }

    private func write(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String>) {
        guard isEnabled(level) else { return }
        var line = isHuman ? human(level, event, fields) : json(level, event, fields)
        line.append(UInt8(ascii: "\n"))
        // One call a line, so that lines of several threads do not mix.
        _ = line.withUnsafeBytes { Self.writeAll($0) }
    }

    func json(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String>) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("at", Timestamp.now())
            $0.field("level", level.rawValue)
            $0.field("process", process)
            $0.field("event", event)
            for (name, value) in fields {
                $0.value(name)
                $0.raw(":")
                $0.value(value)
                $0.raw(",")
            }
        }
        return json.bytes
    }

    func human(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String>) -> [UInt8] {
        let rest = fields.map { " \($0)=\($1)" }.joined()
        return Array("\(Timestamp.now()) \(level.rawValue) \(event)\(rest)".utf8)
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #endif
    }
}
