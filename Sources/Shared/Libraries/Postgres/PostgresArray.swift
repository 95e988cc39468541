/// What may stand in an array bind or column. `UInt8` is one too, so that `[UInt8]` is a `bytea`.
package protocol PostgresArrayElement {
    static var postgresArrayType: PostgresType { get }
    static func encode(array: [Self], into bytes: inout [UInt8])
    static func decode(array value: PostgresValue) throws(PostgresError) -> [Self]
}

extension Array: PostgresBindable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresArrayType }
    package func encode(into bytes: inout [UInt8]) { Element.encode(array: self, into: &bytes) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        self = try Element.decode(array: value)
    }
}

extension UInt8: PostgresArrayElement {
    package static var postgresArrayType: PostgresType { .bytea }
    package static func encode(array: [UInt8], into bytes: inout [UInt8]) { bytes += array }
    package static func decode(array value: PostgresValue) throws(PostgresError) -> [UInt8] {
        Array(try value.bytes(of: .bytea))
    }
}

extension Int64: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension Timestamp: PostgresArrayElement {}
extension Array: PostgresArrayElement where Element == UInt8 {}
extension Optional: PostgresArrayElement where Wrapped: PostgresBindable & PostgresDecodable {}

/// The one-dimensional form of `array_send` and `array_recv`: dimensions, whether there are NULLs,
/// element type, length, lower bound, then each element after its length (-1: NULL).
extension PostgresArrayElement where Self: PostgresBindable & PostgresDecodable {
    package static var postgresArrayType: PostgresType {
        PostgresType(oid: postgresType.array, array: 0)
    }

    package static func encode(array: [Self], into bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(array.isEmpty ? 0 : 1))
        bytes.appendBigEndian(Int32(array.contains { $0.isPostgresNull } ? 1 : 0))
        bytes.appendBigEndian(postgresType.oid)
        guard !array.isEmpty else { return }
        bytes.appendBigEndian(Int32(array.count))
        bytes.appendBigEndian(Int32(1))
        for element in array {
            let place = bytes.count
            bytes.appendBigEndian(Int32(-1))
            guard !element.isPostgresNull else { continue }
            element.encode(into: &bytes)
            let length = Int32(bytes.count - place - 4).bigEndian
            withUnsafeBytes(of: length) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        }
    }

    package static func decode(array value: PostgresValue) throws(PostgresError) -> [Self] {
        let bytes = try value.required()
        let malformed = value.mismatch("a one-dimensional array of \(Self.self)")
        guard bytes.count >= 12 else { throw malformed }
        let dimensions = bytes.bigEndian(Int32.self, at: 0)
        let element = bytes.bigEndian(UInt32.self, at: 8)
        if dimensions == 0 { return [] }
        guard dimensions == 1, bytes.count >= 20 else { throw malformed }
        let count = Int(bytes.bigEndian(Int32.self, at: 12))
        var place = 20
        // Each element takes at least the four bytes of its length.
        guard count >= 0, count <= (bytes.count - place) / 4 else { throw malformed }
        var array: [Self] = []
        array.reserveCapacity(count)
        for _ in 0..<count {
            guard place + 4 <= bytes.count else { throw malformed }
            let length = Int(bytes.bigEndian(Int32.self, at: place))
            place += 4
            guard length <= bytes.count - place else { throw malformed }
            let field = length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[place..<place + length])
            place += max(0, length)
            array.append(try Self(postgres: PostgresValue(oid: element, bytes: field, column: value.column)))
        }
        return array
    }
}
