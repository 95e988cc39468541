/// Checks that bytes are one JSON value, to the letter of RFC 8259, how deeply it is nested, and where
/// an object's own fields are.
///
/// Foundation's decoder looks only at what it is asked for: a stray comma or a raw line break in a
/// field that nobody reads passes it. One pass, without recursion.
struct JSONSyntax {
    enum Verdict: Equatable {
        case object, otherValue, tooDeep, malformed
    }

    /// A field of the outermost object: its name between the quotes, and its value, as they were sent.
    struct Member {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// In order of arrival; a name may come twice.
    private(set) var members: [Member] = []

    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    /// Whether each open level is an object.
    private var levels: [Bool] = []
    /// The field of the outermost object whose value is being read.
    private var field: (name: Range<Int>, start: Int)?

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads the bytes. Call once; `members` is complete if the verdict is `object`.
    mutating func check(deepest: Int) -> Verdict {
        skipSpace()
        let isObject = peek == UInt8(ascii: "{")
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
                    endLevel()
                } else {
                    if opensObject { guard name() else { return .malformed } }
                    continue
                }
            default:
                guard scalar() else { return .malformed }
                endValue()
            }
            // Behind a value: the ends of levels, or a comma and the next value.
            skipSpace()
            while let isObject = levels.last, peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                endLevel()
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
        let start = index + 1
        guard peek == UInt8(ascii: "\""), string() else { return false }
        let name = start..<index - 1
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
        skipSpace()
        if levels.count == 1 { field = (name, index) }
        return true
    }

    private mutating func endLevel() {
        index += 1
        levels.removeLast()
        endValue()
    }

    /// A value ends at `index`.
    private mutating func endValue() {
        guard levels.count == 1, let ended = field else { return }
        members.append(Member(name: ended.name, value: ended.start..<index))
        field = nil
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
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return "\"\\/bfnrt".utf8.contains(byte)
        }
    }

    /// Behind `\u`: a scalar, or a pair of surrogates. A lone one is no text.
    private mutating func unicodeEscape() -> Bool {
        guard let unit = hexDigits() else { return false }
        switch unit {
        case 0xD800...0xDBFF:
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let low = hexDigits() else {
                return false
            }
            return (0xDC00...0xDFFF).contains(low)
        case 0xDC00...0xDFFF: return false
        default: return true
        }
    }

    private mutating func hexDigits() -> UInt16? {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap({ Character(UnicodeScalar($0)).hexDigitValue }) else { return nil }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
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
