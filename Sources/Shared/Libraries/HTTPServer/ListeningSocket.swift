#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP socket that listens; several on one port share its connections (SO_REUSEPORT).
package struct ListeningSocket: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let descriptor: CInt
    /// The port in use, also where 0 was asked for.
    package let port: Int

    /// - Parameters:
    ///   - host: a numeric IPv4 or IPv6 address.
    ///   - port: 0 for any free one.
    package init(host: String, port: Int) throws(Failure) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
            throw Failure(description: "\(host) is not a numeric address")
        }
        defer { freeaddrinfo(address) }
        let socket = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        var yes: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, size)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        // 4 096: a burst of reconnects waits in the kernel instead of being refused.
        guard socket >= 0, bind(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0,
            listen(socket, 4096) == 0
        else {
            let reason = String(cString: strerror(errno))
            if socket >= 0 { close(socket) }
            throw Failure(description: "cannot listen on \(host):\(port): \(reason)")
        }
        descriptor = socket
        self.port = Self.port(of: socket)
    }

    private static func port(of socket: CInt) -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            getsockname(socket, start.assumingMemoryBound(to: sockaddr.self), &length)
            // The port follows the family in sockaddr_in and sockaddr_in6 alike.
            return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
        }
    }
}
