import Testing

@testable import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One TCP connection, read and written byte for byte.
///
/// Its calls block, so it runs on a loop of its own, whose thread nobody else needs.
actor RawClient {
    struct Failure: Error { let code: CInt }

    private let loop = EventLoop(name: "client")
    private let descriptor: CInt
    private var unread: [UInt8] = []
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(port: Int) throws {
        #if canImport(Glibc)
            let kind = CInt(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        descriptor = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // Hopeless cases end a test instead of stopping it: no answer takes this long.
        Self.limit(descriptor, SO_RCVTIMEO, milliseconds: 30_000)
        Self.limit(descriptor, SO_SNDTIMEO, milliseconds: 30_000)
        var size: CInt = 65_536
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        let code = withUnsafeBytes(of: &address) {
            connect(
                descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard code == 0 else { throw Failure(code: errno) }
    }

    private static func limit(_ descriptor: CInt, _ option: CInt, milliseconds: Int) {
        var time = timeval()
        time.tv_sec = milliseconds / 1000
        time.tv_usec = .init(milliseconds % 1000 * 1000)
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        guard push(bytes) == bytes.count else { throw Failure(code: errno) }
    }

    /// Sends until the other side has taken nothing for a while; answers how much it took.
    func sendUntilStuck(_ bytes: [UInt8]) -> Int {
        Self.limit(descriptor, SO_SNDTIMEO, milliseconds: 300)
        defer { Self.limit(descriptor, SO_SNDTIMEO, milliseconds: 30_000) }
        return push(bytes)
    }

    private func push(_ bytes: [UInt8]) -> Int {
        var sent = 0
        bytes.withUnsafeBytes { bytes in
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = sendBytes(descriptor, rest)
                guard count > 0 else { return }
                sent += count
            }
        }
        return sent
    }

    /// The next bytes; none at the end of the connection, however it ended.
    func receive() -> [UInt8] {
        if !unread.isEmpty {
            defer { unread = [] }
            return unread
        }
        return [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    func receiveToEnd() -> String {
        var all: [UInt8] = []
        while case let piece = receive(), !piece.isEmpty { all += piece }
        return String(decoding: all, as: UTF8.self)
    }

    /// The next answer; nil if the connection ended before it was whole.
    func answer(toHead: Bool = false) -> RawAnswer? {
        var bytes: [UInt8] = []
        while true {
            if let (answer, count) = RawAnswer.parse(bytes, hasBody: !toHead) {
                unread = Array(bytes[count...])
                return answer
            }
            let piece = receive()
            if piece.isEmpty { return nil }
            bytes += piece
        }
    }

    func close() { closeDescriptor(descriptor) }

    nonisolated func end() async {
        await close()
        await loop.stop()
    }
}

func sendBytes(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
    #else
        Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
    #endif
}

func closeDescriptor(_ descriptor: CInt) {
    #if canImport(Glibc)
        _ = Glibc.close(descriptor)
    #else
        _ = Darwin.close(descriptor)
    #endif
}

/// Runs `body` with a connection to the port, and closes it.
func withConnection<Value>(to port: Int, _ body: (RawClient) async throws -> Value) async throws -> Value {
    let client = try RawClient(port: port)
    do {
        let value = try await body(client)
        await client.end()
        return value
    } catch {
        await client.end()
        throw error
    }
}
