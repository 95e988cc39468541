#if canImport(Glibc)
    import Glibc
    let streamType = CInt(SOCK_STREAM.rawValue)
    private let sendFlags = CInt(MSG_NOSIGNAL)
#elseif canImport(Musl)
    import Musl
    let streamType = SOCK_STREAM
    private let sendFlags = MSG_NOSIGNAL
#else
    import Darwin
    let streamType = SOCK_STREAM
    private let sendFlags: CInt = 0
#endif

/// The calls that a non-blocking TCP client needs, in Swift's types.
enum SystemSocket {
    /// A `sockaddr` of some family, as bytes.
    struct Address: Sendable {
        let family: CInt
        let bytes: [UInt8]
    }

    enum Transfer {
        case done(Int)
        /// The socket has no room, or nothing to read.
        case wouldBlock
        /// The peer ended it, or an error.
        case closed(String)
    }

    static var lastError: String { String(cString: strerror(errno)) }

    /// The addresses of a host by `getaddrinfo`; blocks unless `numeric`, which refuses names.
    static func resolve(host: String, port: UInt16, numeric: Bool) -> Result<[Address], RedisError> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = streamType
        hints.ai_flags = numeric ? AI_NUMERICHOST | AI_NUMERICSERV : AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .failure(.unavailable(String(cString: gai_strerror(code)))) }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var entry = list
        while let info = entry?.pointee {
            let bytes = UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen))
            addresses.append(Address(family: info.ai_family, bytes: Array(bytes)))
            entry = info.ai_next
        }
        return .success(addresses)
    }

    /// A socket whose connecting has begun; the caller closes it.
    static func connect(to address: Address) throws(RedisError) -> CInt {
        let descriptor = socket(address.family, streamType, 0)
        guard descriptor >= 0 else { throw .unavailable(lastError) }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, size)
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, size)
        #if canImport(Darwin)
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, size)
        #endif
        let code = address.bytes.withUnsafeBytes { bytes in
            Self.connect(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), bytes.count)
        }
        guard code == 0 || errno == EINPROGRESS else {
            let reason = lastError
            close(descriptor)
            throw .unavailable(reason)
        }
        return descriptor
    }

    private static func connect(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ size: Int) -> CInt {
        #if canImport(Glibc)
            Glibc.connect(descriptor, address, socklen_t(size))
        #elseif canImport(Musl)
            Musl.connect(descriptor, address, socklen_t(size))
        #else
            Darwin.connect(descriptor, address, socklen_t(size))
        #endif
    }

    /// Why connecting failed, or nil if it succeeded.
    static func connectFailure(of descriptor: CInt) -> String? {
        var code: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code == 0 ? nil : String(cString: strerror(code))
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Transfer {
        result(of: send(descriptor, bytes.baseAddress, bytes.count, sendFlags))
    }

    static func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: CInt) -> Transfer {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        return count == 0 ? .closed("the server closed the connection") : result(of: count)
    }

    static func end(_ descriptor: CInt) { close(descriptor) }

    private static func result(of count: Int) -> Transfer {
        if count >= 0 { return .done(count) }
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .wouldBlock : .closed(lastError)
    }
}
