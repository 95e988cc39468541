import CWslay

/// Writes server frames (final, unmasked) into a byte array: once for any number of receivers.
///
/// Owns a `wslay_frame_context`; used by one thread at a time.
package final class FrameEncoder {
    private var context: OpaquePointer?
    private var output: [UInt8] = []

    package init() {
        var callbacks = wslay_frame_callbacks()
        callbacks.send_callback = { data, count, _, encoder in
            guard let data, let encoder else { return -1 }
            Unmanaged<FrameEncoder>.fromOpaque(encoder).takeUnretainedValue()
                .output.append(contentsOf: UnsafeBufferPointer(start: data, count: count))
            return count
        }
        // The context never outlives this object: `deinit` frees it.
        let code = wslay_frame_context_init(&context, &callbacks, Unmanaged.passUnretained(self).toOpaque())
        precondition(code == 0, "wslay_frame_context_init: out of memory")
    }

    deinit { wslay_frame_context_free(context) }

    /// Appends one text frame with `payload` to `buffer`.
    package func appendText(_ payload: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        append(UInt8(WSLAY_TEXT_FRAME.rawValue), payload, to: &buffer)
    }

    /// Appends an empty ping frame to `buffer`.
    package func appendPing(to buffer: inout [UInt8]) {
        append(UInt8(WSLAY_PING.rawValue), UnsafeRawBufferPointer(start: nil, count: 0), to: &buffer)
    }

    /// Appends a close frame to `buffer`. The reason is cut at 123 bytes, the room a close frame has.
    package func appendClose(_ code: CloseCode, reason: String = "", to buffer: inout [UInt8]) {
        var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xff)]
        var text = reason
        while text.utf8.count > 123 { text.removeLast() }
        payload += text.utf8
        payload.withUnsafeBytes { append(UInt8(WSLAY_CONNECTION_CLOSE.rawValue), $0, to: &buffer) }
    }

    private func append(_ opcode: UInt8, _ payload: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        swap(&output, &buffer)
        defer { swap(&output, &buffer) }
        var frame = wslay_frame_iocb()
        frame.fin = 1
        frame.opcode = opcode
        frame.payload_length = UInt64(payload.count)
        frame.data = payload.assumingMemoryBound(to: UInt8.self).baseAddress
        frame.data_length = payload.count
        // The callback takes everything, so one call sends header and payload.
        wslay_frame_send(context, &frame)
    }
}
