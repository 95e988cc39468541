/// JSON that came from outside.
package enum JSONInput {
    /// docs/realtime.md: nested deeper is refused.
    package static let deepest = 64

    package enum Failure: Error, Equatable {
        case notJSON, tooDeep, notAnObject
    }

    /// The object in `bytes`, made into a `Value`. Its fields are `Input`s, so their mistakes do not
    /// fail here.
    package static func object<Value: JSONReadable>(
        _ type: Value.Type, from bytes: UnsafeRawBufferPointer
    ) throws(Failure) -> Value {
        Value(try JSONObject(bytes))
    }

    /// The same; nil for anything that fails.
    static func decode<Value: JSONReadable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        bytes.withUnsafeBytes { try? object(type, from: $0) }
    }
}

/// What can be made of the fields of a JSON object.
package protocol JSONReadable {
    init(_ object: borrowing JSONObject)
}

/// A field as it came: absent or null, of another type, or a value.
package enum Input<Value: Sendable>: Sendable {
    case absent, mistyped
    case value(Value)

    /// The value, if it is one.
    var known: Value? { if case .value(let value) = self { value } else { nil } }
}
