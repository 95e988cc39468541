import Cryptography
import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Text messages as files in a folder, for machines without a provider: one JSON object each,
/// `{"to","text","code","at"}`, named so that they sort by time.
package struct OutboxTexts: TextProvider {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let name = "outbox"
    private let folder: String

    /// Makes the folder if there is none.
    package init(folder: String) {
        self.folder = folder
        makeFolder(folder)
    }

    /// Writes the file beside its place and then moves it there, so that nobody reads half a message. Blocks
    /// for a write of some hundred bytes, which no disk has to confirm.
    package func send(_ message: TextMessage, on loop: EventLoop) async throws {
        let time = String(message.at.description.map { $0 == ":" ? "-" : $0 })
        let path = "\(folder)/\(time)-\(Hex.encode(randomBytes(4))).json"
        try write(Self.json(message), to: path + ".part")
        guard rename(path + ".part", path) == 0 else { throw failure("rename to", path) }
    }

    static func json(_ message: TextMessage) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("to", message.to)
            $0.field("text", message.text)
            $0.field("code", message.code)
            $0.field("at", message.at)
        }
        return json.bytes
    }

    /// For the owner alone: who reads the codes has the accounts.
    private func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        guard bytes.withUnsafeBytes({ systemWrite(file, $0.baseAddress, $0.count) }) == bytes.count else {
            throw failure("write", path)
        }
    }

    private func failure(_ what: String, _ path: String) -> Failure {
        Failure(description: "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}

#if canImport(Glibc)
    private let systemWrite = Glibc.write
#else
    private let systemWrite = Darwin.write
#endif
