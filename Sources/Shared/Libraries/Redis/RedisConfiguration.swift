/// How a loop reaches Redis, and its bounds. Times are in milliseconds.
package struct RedisConfiguration: Sendable, Equatable {
    package let host: String
    package let port: UInt16
    package let user: String?
    package let password: String?
    package let database: Int

    package var commandLimit = 1000
    /// Commands without an answer, and bytes that the socket has not taken.
    package var maximumPending = 10_000
    package var maximumPendingBytes = 8 << 20
    /// A subscriber sends PING this often, and gives up a connection that is silent for so long.
    package var pingInterval = 5000
    package var silenceLimit = 10_000

    static let connectLimit = 2000

    /// `redis://[[user]:password@]host[:port][/database]`; user and password may be percent-encoded.
    package init(url: String) throws(RedisError) {
        let scheme = "redis://"
        guard url.hasPrefix(scheme) else { throw .invalidURL }
        var rest = url.dropFirst(scheme.count)
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
            guard let colon = credentials.firstIndex(of: ":"),
                let name = Self.decode(credentials[..<colon]),
                let secret = Self.decode(credentials[credentials.index(after: colon)...])
            else { throw .invalidURL }
            user = name.isEmpty ? nil : name
            password = secret
        }
        var database = 0
        if let slash = rest.firstIndex(of: "/") {
            let path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
            if !path.isEmpty {
                guard let number = Int(path), number >= 0 else { throw .invalidURL }
                database = number
            }
        }
        var port: UInt16 = 6379
        // In `[::1]:6379` only a colon after the bracket begins the port.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else {
                throw .invalidURL
            }
            port = number
            rest = rest[..<colon]
        }
        if rest.first == "[", rest.last == "]" { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { throw .invalidURL }
        (host, self.port, self.user, self.password, self.database) = (
            String(rest), port, user, password, database
        )
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            else { return nil }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// What is sent on each new connection. The PING tells a server that is still loading its data.
    var greeting: [[RedisArgument]] {
        var commands: [[RedisArgument]] = []
        if let password {
            commands.append(["AUTH"] + (user.map { [.text($0)] } ?? []) + [.text(password)])
        }
        if database != 0 { commands.append(["SELECT", .integer(Int64(database))]) }
        return commands + [["PING"]]
    }
}
