import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The client's end of a socket pair. Its calls block, so it runs on a loop of its own.
actor Peer {
    private let loop = EventLoop(name: "peer")
    private var descriptor: CInt
    private var unread: [UInt8] = []
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
        // Hopeless cases end a test instead of stopping it: no answer takes this long.
        Self.limit(descriptor, SO_RCVTIMEO, milliseconds: 30_000)
        Self.limit(descriptor, SO_SNDTIMEO, milliseconds: 30_000)
    }

    private static func limit(_ descriptor: CInt, _ option: CInt, milliseconds: Int) {
        var time = timeval()
        time.tv_sec = milliseconds / 1000
        time.tv_usec = .init(milliseconds % 1000 * 1000)
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends all of it, or what the other side takes before it goes.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
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

    /// Sends whole pieces for as long as the kernel takes them at once.
    func fill(with piece: [UInt8]) -> Int {
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(descriptor, F_SETFL, flags) }
        var pieces = 0
        while case let count = send(piece), count > 0 {
            pieces += 1
            if count < piece.count {
                _ = fcntl(descriptor, F_SETFL, flags)
                send(Array(piece[count...]))
                break
            }
        }
        return pieces
    }

    /// The next frame; nil at the end of the connection, however it ended.
    func frame() -> Frame? {
        while true {
            if let frame = Frame.take(from: &unread) { return frame }
            let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
            }
            if piece.isEmpty { return nil }
            unread += piece
        }
    }

    /// All frames to the end.
    func frames() -> [Frame] {
        var all: [Frame] = []
        while let frame = frame() { all.append(frame) }
        return all
    }

    func close() {
        if descriptor >= 0 { closeDescriptor(descriptor) }
        descriptor = -1
    }

    nonisolated func end() async {
        await close()
        await loop.stop()
    }
}

private func sendBytes(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
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
