import CWslay

/// The receiving half of a WebSocket (`wslay_event_context`): frames in, messages and close codes out.
///
/// A context holds 8 KiB of buffers, and an idle socket needs none of them. So a reader is lent to a
/// socket while a message is on its way, and goes back to the loop's pool between messages.
final class FrameReader {
    enum Outcome {
        case more
        /// wslay queued a close frame and reads no more.
        case closing
        /// Its frame parser refused, or `receive` failed.
        case failed
    }

    /// The socket it is lent to. It owns this reader meanwhile, so the reference cannot dangle.
    unowned(unsafe) var owner: WebSocket?

    private var context: OpaquePointer?
    /// Bytes that wslay took in, and those that belong to frames that are complete.
    private var taken = 0
    private var complete = 0
    private var frameSize = 0
    private var isMessageOpen = false

    /// - Parameter limit: the longest message in bytes; a longer one closes with 1009.
    init(limit: Int) {
        var callbacks = wslay_event_callbacks()
        callbacks.recv_callback = { context, buffer, count, _, reader in
            guard let buffer, let reader = FrameReader.of(reader) else { return -1 }
            let result = reader.receive(UnsafeMutableRawBufferPointer(start: buffer, count: count))
            if result > 0 { return result }
            let error = result == 0 ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE
            wslay_event_set_error(context, CInt(error.rawValue))
            return -1
        }
        callbacks.send_callback = { _, data, count, _, reader in
            guard let data, let owner = FrameReader.of(reader)?.owner else { return -1 }
            owner.enqueue(UnsafeRawBufferPointer(start: data, count: count))
            return count
        }
        callbacks.on_frame_recv_start_callback = { _, frame, reader in
            guard let frame = frame?.pointee else { return }
            FrameReader.of(reader)?.begin(frame)
        }
        callbacks.on_frame_recv_end_callback = { _, reader in FrameReader.of(reader)?.end() }
        callbacks.on_msg_recv_callback = { _, message, reader in
            guard let message = message?.pointee else { return }
            FrameReader.of(reader)?.owner?.received(
                opcode: message.opcode,
                payload: UnsafeRawBufferPointer(start: message.msg, count: message.msg_length))
        }
        // The context never outlives this object: `deinit` frees it.
        let this = Unmanaged.passUnretained(self).toOpaque()
        let code = wslay_event_context_server_init(&context, &callbacks, this)
        precondition(code == 0, "wslay_event_context_server_init: out of memory")
        wslay_event_config_set_max_recv_msg_length(context, UInt64(limit))
    }

    deinit { wslay_event_context_free(context) }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> FrameReader? {
        pointer.map { Unmanaged<FrameReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Reads until the socket has no more, calling back for each message.
    func read() -> Outcome {
        if wslay_event_recv(context) != 0 { return .failed }
        return wslay_event_get_read_enabled(context) == 0 ? .closing : .more
    }

    /// Queues the control frames wslay has ready (pongs, the answer to a close).
    func flushControl() { wslay_event_send(context) }

    var hasClosed: Bool { wslay_event_get_close_received(context) != 0 }
    var sentCode: UInt16 { wslay_event_get_status_code_sent(context) }
    var receivedCode: UInt16 { wslay_event_get_status_code_received(context) }

    /// Whether nothing is left in it: any other socket may have it.
    var isIdle: Bool {
        taken == complete && !isMessageOpen && wslay_event_get_read_enabled(context) != 0
            && wslay_event_want_write(context) == 0
    }

    private func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let owner else { return -1 }
        let count = owner.receive(buffer)
        if count > 0 { taken += count }
        return count
    }

    private func begin(_ frame: wslay_event_on_frame_recv_start_arg) {
        // RFC 6455 §5.2: two bytes, the length where it does not fit into seven bits, the mask.
        let length = frame.payload_length
        frameSize = 6 + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + Int(clamping: length)
        if frame.opcode & 0x8 == 0 { isMessageOpen = frame.fin == 0 }
    }

    private func end() { complete += frameSize }
}

/// The readers of one loop that no socket needs now.
final class FrameReaderPool {
    /// 64 × 8.5 KiB: more sockets than that are rarely in the middle of a message at once.
    private static let capacity = 64
    private var idle: [FrameReader] = []
    private var limit = 0

    func take(limit: Int) -> FrameReader {
        if limit == self.limit, let reader = idle.popLast() { return reader }
        return FrameReader(limit: limit)
    }

    /// - Parameter limit: what the reader was made with; the pool keeps those of one limit.
    func give(_ reader: FrameReader, limit: Int) {
        if limit != self.limit { idle = [] }
        self.limit = limit
        if idle.count < Self.capacity { idle.append(reader) }
    }
}
