import CWslay
import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the owner of sockets wants to hear, by the socket's id. One for all sockets of a loop.
package final class WebSocketHandler {
    /// A whole text message, valid UTF-8; the bytes are valid during the call.
    package var received: (Int, UnsafeRawBufferPointer) -> Void = { _, _ in }
    /// The socket is gone; comes exactly once. The code is ours or the peer's, nil if it just vanished.
    package var closed: (Int, CloseCode?) -> Void = { _, _ in }
    /// The kernel has taken everything of a socket that was behind.
    package var drained: (Int) -> Void = { _ in }
    let readers = FrameReaderPool()
    package init() {}
}

/// The server's side of one WebSocket. On its loop's thread only; owns the descriptor.
///
/// Lives until `closed` was called: it holds itself from `start` until then, so that wslay and the
/// poll always find it.
package final class WebSocket {
    /// The bounds of one socket.
    package struct Limits: Sendable {
        /// The longest message accepted, in bytes: docs/realtime.md, "Frames".
        package var message = 65_536
        /// Bytes that may wait for a slow reader before it is closed with 4008.
        package var queue = 262_144
        /// Bytes read from one socket in one turn, so that a flood does not starve the others.
        package var readPerTurn = 65_536
        /// Seconds that a closing handshake may take.
        package var closeSeconds = 5
        /// Milliseconds of silence behind a close frame after which the output is ended. A proxy between
        /// us and the peer resets the peer's connection if more arrives after that, and the frame may
        /// be lost with it: so what is on its way, and the peer's own close frame, come first.
        package var quietMilliseconds = 250
        package init() {}
    }

    private enum Phase {
        case open
        /// A close frame is queued or sent; what comes in is only watched for the peer's end.
        case closing(CloseCode)
        case closed
    }

    package let id: Int
    package private(set) var secondsSilent = 0
    private let descriptor: CInt
    private let handler: WebSocketHandler
    private let encoder: FrameEncoder
    private let limits: Limits
    private var poll: LoopPoll?
    private var reader: FrameReader?
    private var phase = Phase.open
    private var early: [UInt8]
    private var outgoing: [UInt8] = []
    private var sent = 0
    private var budget = 0
    private var secondsClosing = 0
    private var loop: EventLoop?
    /// Runs while the peer has not ended its side of a close.
    private var quiet: LoopTimer?

    /// Takes over a descriptor that left HTTP by an upgrade, and what the client had sent behind it.
    package init(
        id: Int, descriptor: CInt, received: [UInt8], handler: WebSocketHandler,
        encoder: FrameEncoder, limits: Limits = Limits()
    ) {
        self.id = id
        self.descriptor = descriptor
        self.handler = handler
        self.encoder = encoder
        self.limits = limits
        early = received
    }

    /// Begins to read, first what came behind the handshake. Where it throws the descriptor is closed.
    package func start(on loop: EventLoop) throws(LoopError) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        var yes: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        do {
            poll = try LoopPoll(on: loop, descriptor: descriptor)
        } catch {
            _ = Self.closeDescriptor(descriptor)
            throw error
        }
        self.loop = loop
        // Keeps the socket alive; `finish` closes the poll, which drops it.
        poll?.onEvents { [self] events in ready(events) }
        poll?.watch(.readable)
        if !early.isEmpty { readable() }
    }

    package var isOpen: Bool { if case .open = phase { true } else { false } }

    /// Bytes that wait for the peer.
    package var queued: Int { outgoing.count - sent }

    /// Whether the kernel has refused bytes and not taken them all since: its buffer is full, the peer slow.
    package private(set) var isBehind = false

    // MARK: Sending

    /// Queues whole frames, as an encoder made them; they leave with `flush`.
    package func queue(_ frames: UnsafeRawBufferPointer) {
        guard isOpen else { return }
        // Judged by what waits already, so that one long reply does not end the socket it is for.
        guard queued <= limits.queue else { return close(.tooSlow, reason: "too slow") }
        enqueue(frames)
    }

    /// Sends frames at once if nothing waits before them, and queues what the kernel did not take.
    package func send(_ frames: UnsafeRawBufferPointer) {
        guard isOpen else { return }
        guard queued == 0 else { return queue(frames) }
        let count = write(frames)
        guard count >= 0 else { return finish(nil) }
        if count < frames.count {
            isBehind = true
            queue(UnsafeRawBufferPointer(rebasing: frames[count...]))
            poll?.watch([.readable, .writable])
        }
    }

    /// Sends what is queued.
    package func flush() {
        while queued > 0 {
            let count = outgoing.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            guard count >= 0 else { return finish(nil) }
            guard count > 0 else {
                isBehind = true
                break
            }
            sent += count
        }
        if queued == 0 {
            // Give the memory back: most sockets are idle most of the time.
            outgoing = []
            sent = 0
            if case .closing = phase { endOutput() }
            if isBehind, isOpen {
                isBehind = false
                handler.drained(id)
            }
        } else if sent > outgoing.count / 2 {
            outgoing.removeFirst(sent)
            sent = 0
        }
        poll?.watch(queued > 0 ? [.readable, .writable] : .readable)
    }

    /// Bytes taken by the kernel; 0 if it takes none now; -1 if the connection is gone.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            let count = Self.sendBytes(descriptor, bytes)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1
        }
    }

    private static func sendBytes(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
        #else
            Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #endif
    }

    func enqueue(_ bytes: UnsafeRawBufferPointer) { outgoing.append(contentsOf: bytes) }

    // MARK: Receiving

    private func ready(_ events: LoopPoll.Events) {
        if events.contains(.writable) { flush() }
        if events.contains(.readable) { readable() }
    }

    private func readable() {
        switch phase {
        case .open: break
        case .closing: return drain()
        case .closed: return
        }
        secondsSilent = 0
        budget = limits.readPerTurn
        isDrained = false
        hasVanished = false
        let reader = borrowReader()
        let outcome = reader.read()
        guard case .open = phase else { return flush() }
        switch outcome {
        case .more:
            reader.flushControl()
            if queued > 0 { flush() }
            if queued > limits.queue { close(.tooSlow, reason: "too slow") }
            returnReader(reader)
        case .closing:
            // wslay queued the right answer: the peer's own code, or 1002, 1007, 1009.
            reader.flushControl()
            peerHasClosed = reader.hasClosed
            phase = .closing(CloseCode(rawValue: peerHasClosed ? reader.receivedCode : reader.sentCode))
            flush()
        case .failed where hasVanished:
            finish(nil)
        case .failed:
            // wslay's frame parser refused; it would send a close without a code.
            close(.protocolError, reason: "malformed frame")
        }
    }

    private func borrowReader() -> FrameReader {
        if let reader { return reader }
        let reader = handler.readers.take(limit: limits.message)
        reader.owner = self
        self.reader = reader
        return reader
    }

    /// Between messages a socket has no reader.
    private func returnReader(_ reader: FrameReader) {
        guard reader.isIdle else { return }
        reader.owner = nil
        self.reader = nil
        handler.readers.give(reader, limit: limits.message)
    }

    private var peerHasClosed = false
    private var hasVanished = false
    private var isDrained = false

    /// For wslay: bytes read, 0 if there are none now, -1 if the connection is gone.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        // A message's receiver may have ended this socket: its descriptor may be somebody else's by now.
        guard isOpen else { return 0 }
        if !early.isEmpty {
            let count = min(early.count, buffer.count)
            buffer.copyBytes(from: early.prefix(count))
            early.removeFirst(count)
            return count
        }
        guard budget > 0, !isDrained else { return 0 }
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 {
                budget -= count
                // The kernel gave all it had: asking again would only say so.
                isDrained = count < buffer.count
                return count
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
            hasVanished = true
            return -1
        }
    }

    func received(opcode: UInt8, payload: UnsafeRawBufferPointer) {
        guard case .open = phase else { return }
        switch UInt32(opcode) {
        case WSLAY_TEXT_FRAME.rawValue: handler.received(id, payload)
        case WSLAY_BINARY_FRAME.rawValue: close(.unsupportedData, reason: "text only")
        // RFC 6455 §5.5.1: a close has no payload, or a code of two bytes first. wslay lets one byte pass.
        case WSLAY_CONNECTION_CLOSE.rawValue where payload.count == 1:
            close(.protocolError, reason: "close without a whole code")
        default: break
        }
    }

    // MARK: Ending

    /// Sends a close frame behind what is queued and ends the connection when the peer has answered,
    /// or after `closeSeconds`. A second call does nothing.
    package func close(_ code: CloseCode, reason: String) {
        guard case .open = phase else { return }
        phase = .closing(code)
        encoder.appendClose(code, reason: reason, to: &outgoing)
        flush()
    }

    /// Call once a second: counts silence and ends a closing handshake that takes too long.
    package func tick() {
        secondsSilent += 1
        guard case .closing(let code) = phase else { return }
        secondsClosing += 1
        if secondsClosing >= limits.closeSeconds { finish(code) }
    }

    /// The close frame has left: no more output; the connection ends when the peer closes it too.
    private func endOutput() {
        guard case .closing(let code) = phase else { return }
        if peerHasClosed {
            shutdown(descriptor, CInt(SHUT_WR))
            finish(code)
        } else if quiet == nil, let loop {
            quiet = LoopTimer(on: loop)
            awaitQuiet()
        }
    }

    private func awaitQuiet() {
        // The timer is closed with this object's end.
        quiet?.start(after: limits.quietMilliseconds) { [unowned self] in
            shutdown(descriptor, CInt(SHUT_WR))
        }
    }

    /// Reads and drops, so that unread bytes do not reset the connection under our close frame.
    private func drain() {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            let isGone = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
            if isGone, case .closing(let code) = phase { return finish(code) }
            awaitQuiet()
        }
    }

    private func finish(_ code: CloseCode?) {
        if case .closed = phase { return }
        phase = .closed
        outgoing = []
        sent = 0
        // The poll goes first: a watched descriptor must stay open.
        // Its closure holds us, so keep this object to the end.
        withExtendedLifetime(self) {
            poll?.close()
            poll = nil
            quiet?.close()
            quiet = nil
            // The HTTP server may still hold a duplicate for a moment: the peer is not to wait for that.
            shutdown(descriptor, CInt(SHUT_WR))
            _ = Self.closeDescriptor(descriptor)
            handler.closed(id, code)
        }
    }

    private static func closeDescriptor(_ descriptor: CInt) -> CInt {
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #else
            Darwin.close(descriptor)
        #endif
    }
}
