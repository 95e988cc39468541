import EventLoops
import Postgres
import Testing

@testable import Shared

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct OutboxTextsTests {
    /// Runs `body` with an outbox in a folder of its own.
    private func withOutbox(_ body: (OutboxTexts, _ folder: String) async throws -> Void) async throws {
        var template = Array("/tmp/handsup-outbox-XXXXXX".utf8CString)
        let parent = String(cString: try #require(mkdtemp(&template)))
        let folder = parent + "/a/outbox"
        defer {
            for name in names(in: folder) { unlink("\(folder)/\(name)") }
            for path in [folder, parent + "/a", parent] { rmdir(path) }
        }
        try await body(OutboxTexts(folder: folder), folder)
    }

    private func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    @Test func `a message is a file that only its owner can read`() async throws {
        let loop = EventLoop()
        try await withOutbox { outbox, folder in
            try await outbox.send(.sample(), on: loop)
            let names = names(in: folder)
            #expect(names.count == 1)
            let name = try #require(names.first)
            #expect(name.wholeMatch(of: /2026-09-21T14-13-20\.123Z-[0-9a-f]{8}\.json/) != nil, "\(name)")
            #expect(
                readFile("\(folder)/\(name)")
                    == #"{"to":"+821012345678","text":"[Hands-up] 인증번호 012345","code":"012345","#
                    + #""at":"2026-09-21T14:13:20.123Z"}"#)
            var status = stat()
            #expect(stat("\(folder)/\(name)", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
        await loop.stop()
    }

    @Test func `names sort by time, and messages of one moment do not meet`() async throws {
        let loop = EventLoop()
        try await withOutbox { outbox, folder in
            for index in [2, 0, 1, 1] {
                let at = Timestamp(milliseconds: 1_790_000_000_000 + Int64(index) * 1000)
                try await outbox.send(
                    TextMessage(to: "+821000000000", text: "", code: "\(index)", at: at), on: loop)
            }
            let codes = names(in: folder).compactMap { name in
                readFile("\(folder)/\(name)")?.firstMatch(of: /"code":"(\d)"/).map { String($0.1) }
            }
            #expect(codes == ["0", "1", "1", "2"])
        }
        await loop.stop()
    }

    @Test func `a folder that cannot be written is an error with its name`() async throws {
        let loop = EventLoop()
        let error = await #expect(throws: OutboxTexts.Failure.self) {
            try await OutboxTexts(folder: "/proc/outbox").send(.sample(), on: loop)
        }
        #expect(error?.description.hasPrefix("cannot open /proc/outbox/") == true)
        await loop.stop()
    }
}
