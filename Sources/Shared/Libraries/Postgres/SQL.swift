/// A statement with its binds: `"SELECT price FROM auction WHERE id = \(id)"` becomes `… id = $1`.
///
/// A value gets into the text by `\(value)` only; `\(raw:)` takes literals of the source alone.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    package private(set) var text: String
    /// The binary forms of all binds, one after the other.
    private(set) var bytes: [UInt8] = []
    private(set) var marks: [Mark] = []

    /// Where one bind stands: its type, its length in `bytes` (-1: NULL), its `$n` in the text.
    struct Mark: Sendable {
        let oid: UInt32
        let length: Int32
        /// Offset of the `$` in the text's UTF-8.
        let place: Int
    }

    /// A bind as the server gets it.
    package struct Bind: Sendable, Equatable {
        package let oid: UInt32
        /// Nil is NULL.
        package let bytes: [UInt8]?
    }

    /// The binds in their order, for tests.
    package var binds: [Bind] {
        var place = 0
        return marks.map { mark in
            guard mark.length >= 0 else { return Bind(oid: mark.oid, bytes: nil) }
            defer { place += Int(mark.length) }
            return Bind(oid: mark.oid, bytes: Array(bytes[place..<place + Int(mark.length)]))
        }
    }

    package init(stringLiteral text: String) { self.text = text }
    package init(stringInterpolation parts: StringInterpolation) { self = parts.sql }

    /// A text that this module composed itself.
    init(composed text: String) { self.text = text }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(stringLiteral: "")

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount * 3)
            sql.marks.reserveCapacity(interpolationCount)
            sql.bytes.reserveCapacity(interpolationCount * 8)
        }

        package mutating func appendLiteral(_ literal: String) { sql.text += literal }

        package mutating func appendInterpolation<Value: PostgresBindable>(_ value: Value) {
            let before = sql.bytes.count
            var length: Int32 = -1
            if !value.isPostgresNull {
                value.encode(into: &sql.bytes)
                length = Int32(sql.bytes.count - before)
            }
            sql.mark(Value.postgresType.oid, length)
        }

        /// Nil is NULL. (Without this overload the compiler warns of optionals in a text.)
        package mutating func appendInterpolation<Value: PostgresBindable>(_ value: Value?) {
            if let value { appendInterpolation(value) } else { sql.mark(Value.postgresType.oid, -1) }
        }

        package mutating func appendInterpolation(raw text: StaticString) { sql.text += text.description }

        /// Puts another statement's text here, its binds numbered on from ours.
        package mutating func appendInterpolation(sql fragment: SQL) { sql.append(fragment) }
    }

    private mutating func mark(_ oid: UInt32, _ length: Int32) {
        marks.append(Mark(oid: oid, length: length, place: text.utf8.count))
        text += "$"
        text += String(marks.count)
    }

    private mutating func append(_ fragment: SQL) {
        bytes += fragment.bytes
        let source = fragment.text.utf8
        var index = source.startIndex
        for (number, mark) in fragment.marks.enumerated() {
            let dollar = source.index(source.startIndex, offsetBy: mark.place)
            text += fragment.text[index..<dollar]
            self.mark(mark.oid, mark.length)
            index = source.index(dollar, offsetBy: 1 + String(number + 1).utf8.count)
        }
        text += fragment.text[index...]
    }
}
