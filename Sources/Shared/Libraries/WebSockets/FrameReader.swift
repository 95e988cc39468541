import CWslay

/// The receiving half of a WebSocket (`wslay_event_context`): frames in, messages and close codes out.
///
/// Owned by one `WebSocket`, which is its `user_data` and frees it by dropping it.
final class FrameReader {
    /// What one call of `read` found at the end.
    enum Outcome {
        case more
        /// The peer broke the protocol, or wslay queued a close: `control` holds what is to be sent.
        case closing
        case failed
    }

    private var context: OpaquePointer?

    /// - Parameter limit: the longest message in bytes; a longer one closes with 1009.
    init(limit: Int, owner: UnsafeMutableRawPointer) {
        var callbacks = wslay_event_callbacks()
        callbacks.recv_callback = { context, buffer, count, _, owner in
            guard let buffer, let owner else { return -1 }
            let socket = Unmanaged<WebSocket>.fromOpaque(owner).takeUnretainedValue()
            let result = socket.receive(UnsafeMutableRawBufferPointer(start: buffer, count: count))
            if result == 0 {
                wslay_event_set_error(context, CInt(WSLAY_ERR_WOULDBLOCK.rawValue))
                return -1
            }
            if result < 0 { wslay_event_set_error(context, CInt(WSLAY_ERR_CALLBACK_FAILURE.rawValue)) }
            return result
        }
        callbacks.send_callback = { _, data, count, _, owner in
            guard let data, let owner else { return -1 }
            Unmanaged<WebSocket>.fromOpaque(owner).takeUnretainedValue()
                .enqueue(UnsafeRawBufferPointer(start: data, count: count))
            return count
        }
        callbacks.on_msg_recv_callback = { _, message, owner in
            guard let message = message?.pointee, let owner else { return }
            Unmanaged<WebSocket>.fromOpaque(owner).takeUnretainedValue().received(
                opcode: message.opcode,
                payload: UnsafeRawBufferPointer(start: message.msg, count: message.msg_length))
        }
        let code = wslay_event_context_server_init(&context, &callbacks, owner)
        precondition(code == 0, "wslay_event_context_server_init: out of memory")
        wslay_event_config_set_max_recv_msg_length(context, UInt64(limit))
    }

    deinit { wslay_event_context_free(context) }

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
}
