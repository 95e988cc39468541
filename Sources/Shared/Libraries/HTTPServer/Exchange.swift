import CMicroHTTPD
import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One request and its answer inside libmicrohttpd. On the loop's thread only.
///
/// libmicrohttpd holds one reference (its `con_cls`) from the request line until `completed`; the
/// connection pointer is valid as long, and cannot die while it is suspended.
final class Exchange {
    enum Phase {
        /// Headers are here, the body is not.
        case arriving
        /// The whole request is here, or its refusal is: what is left is the answer.
        case received
        case answered
    }

    let target: String
    let connection: OpaquePointer
    /// Set when the application is asked. Unlike an address it never comes again, so what an application
    /// says after its client has left meets nobody else's request.
    var number = 0
    var phase = Phase.arriving
    var isKnown = false
    var isSuspended = false
    var received = 0
    var body: RequestBody?
    var task: Task<Void, Never>?
    var response: Response?

    init(target: String, connection: OpaquePointer) {
        self.target = target
        self.connection = connection
    }

    func suspend() {
        guard !isSuspended else { return }
        isSuspended = true
        MHD_suspend_connection(connection)
    }

    /// Lets libmicrohttpd look at the connection again; answers whether it was suspended.
    func resume() -> Bool {
        guard isSuspended else { return false }
        isSuspended = false
        MHD_resume_connection(connection)
        return true
    }

    func header(_ name: String) -> String? {
        MHD_lookup_connection_value(connection, .HEADER_KIND, name).map { String(cString: $0) }
    }

    func headers() -> Headers {
        var headers = Headers()
        withUnsafeMutablePointer(to: &headers) { pointer in
            _ = MHD_get_connection_values(
                connection, .HEADER_KIND,
                { context, _, name, value in
                    context!.assumingMemoryBound(to: Headers.self).pointee
                        .append(String(cString: name!), trimmed(value))
                    return .YES
                }, pointer)
        }
        return headers
    }

    /// Hands the answer to libmicrohttpd (`MHD_queue_response`), which copies it.
    func send(_ response: Response, isLast: Bool) -> MHD_Result {
        phase = .answered
        guard let raw = makeRaw(response) else { return .NO }
        defer { MHD_destroy_response(raw) }
        for field in response.headers.fields { MHD_add_response_header(raw, field.name, field.value) }
        if isLast { MHD_add_response_header(raw, "Connection", "close") }
        return MHD_queue_response(connection, UInt32(response.status), raw)
    }

    private func makeRaw(_ response: Response) -> OpaquePointer? {
        guard let upgrade = response.upgrade else {
            return response.body.withUnsafeBytes {
                MHD_create_response_from_buffer(
                    $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        }
        // Taken back in the handler, or lost with the connection in `completed`.
        self.upgrade = upgrade
        return MHD_create_response_for_upgrade(
            { _, _, exchange, extra, count, descriptor, handle in
                guard let exchange, let handle else { return }
                Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
                    .handOver(descriptor, UnsafeRawBufferPointer(start: extra, count: count), handle)
            }, nil)
    }

    private var upgrade: (@Sendable (UpgradedSocket) -> Void)?
    /// Called when the connection was handed over: libmicrohttpd closes its own descriptor when it runs
    /// next, and until then the socket counts twice among the open files.
    var handedOver: () -> Void = {}

    /// Duplicates the descriptor and lets libmicrohttpd forget the connection with its memory pool:
    /// it closes its own descriptor without a shutdown, so the socket lives on in ours alone.
    private func handOver(
        _ descriptor: CInt, _ received: UnsafeRawBufferPointer, _ handle: OpaquePointer
    ) {
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        _ = handsup_http_release_upgraded(handle)
        handedOver()
        guard own >= 0, let upgrade else { return }
        self.upgrade = nil
        upgrade(UpgradedSocket(descriptor: own, received: [UInt8](received)))
    }
}

/// A field's value without the white space behind it, which libmicrohttpd leaves (RFC 9110 §5.5).
private func trimmed(_ value: UnsafePointer<CChar>?) -> String {
    guard let value else { return "" }
    let bytes = UnsafeRawBufferPointer(start: value, count: strlen(value))
    let end = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
}
