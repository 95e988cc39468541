import Postgres

/// Appends JSON to a byte array: names in the order given, nothing allocated but the array itself.
///
/// Meant for what is sent often and in large numbers; about ten times as fast as `JSONEncoder`.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    /// Writes `{…}`; the fields are written by `body`.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes `[…]`, one element for each value.
    package mutating func array<Values: Sequence>(
        _ values: Values, _ element: (inout JSONWriter, Values.Element) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for value in values {
            element(&self, value)
            bytes.append(UInt8(ascii: ","))
        }
        close(UInt8(ascii: "]"))
    }

    private mutating func close(_ mark: UInt8) {
        if bytes.last == UInt8(ascii: ",") { bytes[bytes.count - 1] = mark } else { bytes.append(mark) }
    }

    // MARK: Fields

    /// Writes a name and lets `value` write what follows. Names are written as they are.
    package mutating func field(_ name: StaticString, _ value: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        value(&self)
        bytes.append(UInt8(ascii: ","))
    }

    package mutating func field(_ name: StaticString, _ value: String?) {
        field(name) { $0.value(value) }
    }
    package mutating func field(_ name: StaticString, _ value: Int64?) {
        field(name) { $0.value(value) }
    }
    package mutating func field(_ name: StaticString, _ value: Int) {
        field(name) { $0.value(Int64(value)) }
    }
    package mutating func field(_ name: StaticString, _ value: Bool) {
        field(name) { $0.raw(value ? "true" : "false") }
    }
    package mutating func field(_ name: StaticString, _ value: Timestamp?) {
        field(name) { json in
            if let value { json.value(value) } else { json.raw("null") }
        }
    }
    package mutating func field<Of>(_ name: StaticString, _ value: ID<Of>) {
        field(name) { $0.value(value.rawValue) }
    }
    package mutating func field(_ name: StaticString, _ value: PublicProfile?) {
        field(name) { json in if let value { value.write(to: &json) } else { json.raw("null") } }
    }

    // MARK: Values

    /// Writes bytes that are JSON already.
    package mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }
    package mutating func raw(_ json: String) { bytes.append(contentsOf: json.utf8) }

    /// Inside an object: the fields of another encoded object, `{"a":1}` → `"a":1`.
    package mutating func fields(of object: [UInt8]) {
        guard object.count > 2 else { return }
        bytes.append(contentsOf: object.dropFirst().dropLast())
        bytes.append(UInt8(ascii: ","))
    }

    package mutating func value(_ number: Int64?) {
        guard let number else { return raw("null") }
        raw(String(number))
    }

    package mutating func value(_ time: Timestamp) {
        bytes.append(UInt8(ascii: "\""))
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func value(_ text: String?) {
        guard var text else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case UInt8(ascii: "\n"): raw("\\n")
        default:
            let digits = Array("0123456789abcdef".utf8)
            raw("\\u00")
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
