/// A WebSocket frame as bytes, good or bad, and back.
struct Frame: Equatable, Sendable {
    static let (continuation, text, binary, close, ping, pong) =
        (UInt8(0), UInt8(1), UInt8(2), UInt8(8), UInt8(9), UInt8(10))

    var opcode: UInt8
    var payload: [UInt8]

    /// What a client sends.
    /// - Parameter lengthBytes: 0, 2 or 8; nil for what the length needs.
    static func client(
        _ opcode: UInt8, _ payload: [UInt8], isLast: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true,
        lengthBytes: Int? = nil
    ) -> [UInt8] {
        let needed = payload.count < 126 ? 0 : payload.count < 65_536 ? 2 : 8
        let extra = lengthBytes ?? needed
        let short: UInt8 = extra == 8 ? 127 : extra == 2 ? 126 : UInt8(payload.count)
        let final: UInt8 = isLast ? 0x80 : 0
        let masked: UInt8 = isMasked ? 0x80 : 0
        var bytes: [UInt8] = [final | (reserved << 4) | opcode, masked | short]
        for index in (0..<extra).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: payload.count >> (8 * index)))
        }
        guard isMasked else { return bytes + payload }
        let mask: [UInt8] = [0x12, 0x9a, 0x07, 0xf3]
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    static func client(_ opcode: UInt8, _ text: String, isLast: Bool = true) -> [UInt8] {
        client(opcode, Array(text.utf8), isLast: isLast)
    }

    static func clientClose(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] {
        client(close, [UInt8(code >> 8), UInt8(code & 255)] + reason)
    }

    /// The first whole frame of a server, taken from `bytes`. It is final and unmasked.
    static func take(from bytes: inout [UInt8]) -> Frame? {
        guard bytes.count >= 2 else { return nil }
        let extra = bytes[1] == 126 ? 2 : bytes[1] == 127 ? 8 : 0
        guard bytes.count >= 2 + extra else { return nil }
        let length = extra == 0 ? Int(bytes[1]) : bytes[2..<2 + extra].reduce(0) { ($0 << 8) | Int($1) }
        guard bytes.count >= 2 + extra + length else { return nil }
        defer { bytes.removeFirst(2 + extra + length) }
        return Frame(opcode: bytes[0] & 15, payload: Array(bytes[(2 + extra)..<(2 + extra + length)]))
    }

    static func text(_ text: String) -> Frame { Frame(opcode: Self.text, payload: Array(text.utf8)) }

    /// The code of a close frame; nil for other frames and without a code.
    var closeCode: UInt16? {
        guard opcode == Self.close, payload.count >= 2 else { return nil }
        return UInt16(payload[0]) << 8 | UInt16(payload[1])
    }
}
