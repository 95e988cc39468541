import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a request came from, as the proxy in front of the servers saw it.
package struct ClientAddress: Sendable, Equatable {
    /// The address in its canonical form, at most 45 characters; empty if it is not known.
    package let text: String
    /// What limits count by: an IPv4 address, or the first 64 bits of an IPv6 one, which is the least
    /// that a line is given (RFC 6177).
    package let bucket: String

    package init(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.text = text
            bucket = text
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let bytes = withUnsafeBytes(of: &six) { Array($0) }
            if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {  // IPv4 in IPv6's form
                self.text = bytes.suffix(4).map(String.init).joined(separator: ".")
                bucket = self.text
            } else {
                var form = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
                inet_ntop(AF_INET6, &six, &form, socklen_t(form.count))
                self.text = String(
                    decoding: form.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                bucket = bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
            }
        } else {
            self.text = ""
            bucket = "unknown"
        }
    }
}

/// The device a request came from.
package struct Client: Sendable {
    /// A User-Agent beyond this tells nothing more.
    private static let longestDevice = 200

    package let address: ClientAddress
    /// The User-Agent, cut; empty if there is none.
    package let device: String

    package init(address: ClientAddress, device: String) {
        self.address = address
        var text = ""
        text.unicodeScalars.append(
            contentsOf: device.unicodeScalars.filter { $0.properties.generalCategory != .control }
                .prefix(Self.longestDevice))
        self.device = text
    }
}

extension RoutedRequest {
    /// nginx sets `X-Real-IP`, whatever its client sent; nobody else may reach the servers.
    package var client: Client {
        Client(
            address: ClientAddress(request.headers["X-Real-IP"] ?? ""),
            device: request.headers["User-Agent"] ?? "")
    }
}
