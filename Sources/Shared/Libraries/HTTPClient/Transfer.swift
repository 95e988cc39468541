import CCurl

/// One request and its answer: owns an easy handle (`curl_easy_init`) and what that points to, until it
/// is gone itself. Made, used and dropped on one thread.
final class Transfer {
    private let handle: UnsafeMutableRawPointer
    private let limit: Int
    private let reason: UnsafeMutablePointer<CChar>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var received: [UInt8] = []
    private var isTooLarge = false

    /// `curl_global_init` is to be called once, before any other function.
    private static let isReady = handsup_curl_start() == CURLE_OK

    init(_ request: OutgoingRequest, limits: HTTPClient.Limits) throws(HTTPClientError) {
        guard Self.isReady, let handle = handsup_curl_open() else {
            throw .failed("libcurl cannot be started")
        }
        self.handle = handle
        limit = limits.body
        reason = .allocate(capacity: Int(CURL_ERROR_SIZE))
        reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, reason)
        // Names are resolved without signals, which would meet other threads.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connecting)
        try set(CURLOPT_TIMEOUT_MS, limits.whole)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Empty: none, and the environment is not asked.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_URL, request.url)
        try setContent(of: request)
        if let signer = request.signer { try sign(with: signer) }
        // Valid for as long as `perform` runs, which this object calls itself.
        let this = Unmanaged.passUnretained(self).toOpaque()
        try check(
            handsup_curl_set_writer(
                handle,
                { bytes, size, count, context in
                    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
                        .take(UnsafeRawBufferPointer(start: bytes, count: size * count))
                }, this))
    }

    deinit {
        handsup_curl_close(handle)
        curl_slist_free_all(fields)
        reason.deallocate()
    }

    private func setContent(of request: OutgoingRequest) throws(HTTPClientError) {
        if !request.body.isEmpty || request.method == "POST" {
            try set(CURLOPT_POSTFIELDSIZE, request.body.count)
            try check(handsup_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, request.body))
        }
        if request.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
        // What libcurl would add on its own: a wait for `100 Continue`, and the type of a form. Of a signed
        // request it would sign these absent fields too (7.88).
        var lines = request.signer == nil ? ["Expect:", "Content-Type:"] : []
        for (name, value) in request.headers {
            let isType = name.lowercased() == "content-type"
            if isType { lines.removeAll { $0 == "Content-Type:" } }
            // An empty value would remove the field.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        let isOneLineEach = (lines + [request.method]).allSatisfy { line in
            line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }
        guard isOneLineEach else { throw .failed("a control character in the method or a header field") }
        for line in lines {
            guard let longer = curl_slist_append(fields, line) else { throw .failed("no memory") }
            fields = longer
        }
        try check(handsup_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields))
    }

    private func sign(with signer: AWSSigner) throws(HTTPClientError) {
        try set(CURLOPT_AWS_SIGV4, "aws:amz:\(signer.region):\(signer.service)")
        try set(CURLOPT_USERNAME, signer.accessKey)
        try set(CURLOPT_PASSWORD, signer.secret)
    }

    /// Blocks until the answer is whole (`curl_easy_perform`).
    func perform() throws(HTTPClientError) -> IncomingResponse {
        let code = handsup_curl_perform(handle)
        if isTooLarge { throw .tooLarge }
        try check(code)
        let status = handsup_curl_number(handle, CURLINFO_RESPONSE_CODE)
        return IncomingResponse(status: status, body: received)
    }

    /// What the writer of `CURLOPT_WRITEFUNCTION` answers: another number than it got ends the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard received.count + bytes.count <= limit else {
            isTooLarge = true
            return 0
        }
        received.append(contentsOf: bytes)
        return bytes.count
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(handsup_curl_set_number(handle, option, value))
    }

    /// libcurl copies texts.
    private func set(_ option: CURLoption, _ text: String) throws(HTTPClientError) {
        try check(text.withCString { handsup_curl_set_pointer(handle, option, $0) })
    }

    private func set(_ option: CURLoption, _ memory: UnsafeMutablePointer<CChar>) throws(HTTPClientError) {
        try check(handsup_curl_set_pointer(handle, option, memory))
    }

    private func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code != CURLE_OK else { return }
        let words = reason.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: reason)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
            CURLE_PEER_FAILED_VERIFICATION:
            throw .unreachable(words)
        case CURLE_OPERATION_TIMEDOUT:
            let isSent = handsup_curl_number(handle, CURLINFO_REQUEST_SIZE) > 0
            throw isSent ? .timeout : .unreachable(words)
        default: throw .failed(words)
        }
    }
}
