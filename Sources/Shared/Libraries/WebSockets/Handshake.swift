import CCrypto

/// The opening handshake of RFC 6455 §4.2, as a function of the request's fields.
package enum Handshake {
    /// Why a request does not become a WebSocket.
    package enum Refusal: Error, Equatable {
        /// Not a WebSocket request, a bad key, or none of the offered subprotocols is ours.
        case malformed(String)
        /// `Sec-WebSocket-Version` is not 13; the answer names ours.
        case version
    }

    /// Checks the fields and answers those of the 101 response.
    /// - Parameters:
    ///   - field: the value of the request's field of that name.
    ///   - members: the comma-separated members of all fields of that name.
    package static func accept(
        method: String, subprotocol: String,
        field: (String) -> String?, members: (String) -> [String]
    ) throws(Refusal) -> [(String, String)] {
        guard method == "GET", members("Upgrade").contains(where: { $0.lowercased() == "websocket" }),
            members("Connection").contains(where: { $0.lowercased() == "upgrade" })
        else { throw .malformed("this address speaks WebSocket") }
        guard field("Sec-WebSocket-Version") == "13" else { throw .version }
        guard let key = field("Sec-WebSocket-Key"), isKey(key) else {
            throw .malformed("Sec-WebSocket-Key is not 16 bytes in base64")
        }
        guard members("Sec-WebSocket-Protocol").contains(subprotocol) else {
            throw .malformed("the subprotocol \(subprotocol) was not offered")
        }
        return [
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Accept", acceptance(of: key)),
            ("Sec-WebSocket-Protocol", subprotocol),
        ]
    }

    /// 16 bytes in base64 are 22 letters and two signs of padding.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.suffix(2).allSatisfy { $0 == UInt8(ascii: "=") }
            && bytes.prefix(22).allSatisfy { base64.contains($0) }
    }

    /// RFC 6455 §4.2.2: base64 of SHA-1 over the key and a fixed GUID.
    static func acceptance(of key: String) -> String {
        let input = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        SHA1(input, input.count, &digest)
        var text: [UInt8] = []
        for start in stride(from: 0, to: 20, by: 3) {
            let group = (0..<3).map { start + $0 < 20 ? Int(digest[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            for shift in [18, 12, 6, 0] { text.append(base64[bits >> shift & 63]) }
        }
        text[27] = UInt8(ascii: "=")
        return String(decoding: text, as: UTF8.self)
    }

    private static let base64 = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
