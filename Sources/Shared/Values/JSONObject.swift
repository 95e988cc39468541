/// A JSON object whose syntax was checked as a whole; its fields are read when they are asked for.
///
/// Lent for the call in which it was made: it looks at the sender's bytes and keeps none of them.
package struct JSONObject: ~Copyable {
    private let bytes: UnsafeRawBufferPointer
    private let members: [JSONSyntax.Member]

    /// The bytes must be valid UTF-8 and outlive the object.
    package init(_ bytes: UnsafeRawBufferPointer) throws(JSONInput.Failure) {
        var syntax = JSONSyntax(bytes)
        switch syntax.check(deepest: JSONInput.deepest) {
        case .malformed: throw .notJSON
        case .tooDeep: throw .tooDeep
        case .otherValue: throw .notAnObject
        case .object: break
        }
        self.bytes = bytes
        members = syntax.members
    }

    package func text(_ name: StaticString) -> Input<String> {
        guard let value = value(name) else { return .absent }
        guard value.first == UInt8(ascii: "\"") else { return .mistyped }
        return .value(Self.unescape(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast())))
    }

    /// A whole number that fits into 64 bits, also written `1e3` or `1000.0`.
    package func integer(_ name: StaticString) -> Input<Int64> {
        guard let value = value(name) else { return .absent }
        guard let number = Self.integer(value) else { return .mistyped }
        return .value(number)
    }

    package func integers(_ name: StaticString) -> Input<[Int64]> {
        guard let value = value(name) else { return .absent }
        guard value.first == UInt8(ascii: "[") else { return .mistyped }
        let inner = value.dropFirst().dropLast()
        guard inner.contains(where: { !Self.isSpace($0) }) else { return .value([]) }
        var numbers: [Int64] = []
        for part in inner.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let number = Self.integer(part) else { return .mistyped }
            numbers.append(number)
        }
        return .value(numbers)
    }

    package func boolean(_ name: StaticString) -> Input<Bool> {
        guard let value = value(name) else { return .absent }
        switch value.first {
        case UInt8(ascii: "t"): return .value(true)
        case UInt8(ascii: "f"): return .value(false)
        default: return .mistyped
        }
    }

    /// Whether the field is there and null.
    package func isNull(_ name: StaticString) -> Bool {
        member(name).map { bytes[$0.value.lowerBound] == UInt8(ascii: "n") } ?? false
    }

    /// The last field of that name; nil if there is none or it is null.
    private func value(_ name: StaticString) -> Slice<UnsafeRawBufferPointer>? {
        guard let member = member(name), bytes[member.value.lowerBound] != UInt8(ascii: "n") else {
            return nil
        }
        return bytes[member.value]
    }

    private func member(_ name: StaticString) -> JSONSyntax.Member? {
        members.last { member in
            name.withUTF8Buffer { wanted in
                let sent = bytes[member.name]
                return sent.elementsEqual(wanted)
                    || sent.contains(UInt8(ascii: "\\"))
                        && Self.unescape(UnsafeRawBufferPointer(rebasing: sent)).utf8.elementsEqual(wanted)
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func integer(_ text: Slice<UnsafeRawBufferPointer>) -> Int64? {
        let text = String(decoding: text.filter { !isSpace($0) }, as: UTF8.self)
        if let number = Int64(text) { return number }
        // The syntax is a number's only if it begins like one: `true` and `"1"` end here.
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first),
            let number = Double(text)
        else { return nil }
        // 2^53: beyond it a double does not tell neighbours apart.
        guard abs(number) <= 0x1p53 else { return nil }
        return Int64(exactly: number)
    }

    private static func unescape(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                index += 1
                continue
            }
            let letter = bytes[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "u"):
                var unit = UInt32(hex(bytes, at: index))
                index += 4
                if (0xD800...0xDBFF).contains(unit) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (UInt32(hex(bytes, at: index + 2)) - 0xDC00)
                    index += 6
                }
                if let scalar = Unicode.Scalar(unit) { text.append(contentsOf: Character(scalar).utf8) }
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            default: text.append(letter)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt16 {
        bytes[index..<index + 4].reduce(0) {
            $0 << 4 | UInt16(Character(UnicodeScalar($1)).hexDigitValue ?? 0)
        }
    }
}
