/// Checks that bytes are one JSON value, to the letter of RFC 8259, and how deeply it is nested.
///
/// Foundation's decoder looks only at what it is asked for: a stray comma or a raw line break in a
/// field that nobody reads passes it. One pass, without recursion or allocation beyond a bit a level.
struct JSONSyntax {
    enum Verdict: Equatable {
        case object, otherValue, tooDeep, malformed
    }

    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func check(_ bytes: UnsafeRawBufferPointer, deepest: Int) -> Verdict {
        var syntax = JSONSyntax(bytes)
        return syntax.document(deepest: deepest)
    }

    private mutating func document(deepest: Int) -> Verdict {
        skipSpace()
        let isObject = peek == UInt8(ascii: "{")
        // Whether each open level is an object.
        var levels: [Bool] = []
        var isTooDeep = false
        repeat {
            // A value is expected.
            switch peek {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let opensObject = peek == UInt8(ascii: "{")
                index += 1
                levels.append(opensObject)
                isTooDeep = isTooDeep || levels.count > deepest
                skipSpace()
                if peek == (opensObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    index += 1
                    levels.removeLast()
                } else {
                    if opensObject { guard name() else { return .malformed } }
                    continue
                }
            default: guard scalar() else { return .malformed }
            }
            // Behind a value: the ends of levels, or a comma and the next value.
            skipSpace()
            while let isObject = levels.last, peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                index += 1
                levels.removeLast()
                skipSpace()
            }
            guard let isObject = levels.last else { break }
            guard take(UInt8(ascii: ",")) else { return .malformed }
            skipSpace()
            if isObject { guard name() else { return .malformed } }
        } while true
        guard index == bytes.count else { return .malformed }
        return isTooDeep ? .tooDeep : isObject ? .object : .otherValue
    }

    /// A field's name and its colon.
    private mutating func name() -> Bool {
        guard peek == UInt8(ascii: "\""), string() else { return false }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
        skipSpace()
        return true
    }

    private mutating func scalar() -> Bool {
        switch peek {
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        default: number()
        }
    }

    private mutating func string() -> Bool {
        index += 1
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard escape() else { return false }
            case ..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = peek else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "u"): return hexDigits()
        default: return "\"\\/bfnrt".utf8.contains(byte)
        }
    }

    private mutating func hexDigits() -> Bool {
        for _ in 0..<4 {
            guard let byte = peek, Character(UnicodeScalar(byte)).isHexDigit else { return false }
            index += 1
        }
        return true
    }

    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { guard digits() else { return false } }
        if take(UInt8(ascii: ".")) { guard digits() else { return false } }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = index
        while let byte = peek, (48...57).contains(byte) { index += 1 }
        return index > start
    }

    private mutating func word(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { letters in
            guard bytes[index...].starts(with: letters) else { return false }
            index += letters.count
            return true
        }
    }

    // MARK: Bytes

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }
}
