#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON that came from outside.
package enum JSONInput {
    /// docs/realtime.md, "Frames": nested deeper is refused, before a decoder recurses into it.
    package static let deepest = 64

    /// Why the bytes are refused.
    package enum Failure: Error, Equatable {
        case notJSON, tooDeep, notAnObject
    }

    /// The value in `bytes`; nil if it is not JSON or of another shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }

    /// The object in `bytes`. Its fields are `Input`s, so their mistakes do not fail here.
    package static func object<Value: Decodable>(
        _ type: Value.Type, from bytes: UnsafeRawBufferPointer
    ) throws(Failure) -> Value {
        switch JSONSyntax.check(bytes, deepest: deepest) {
        case .malformed: throw .notJSON
        case .tooDeep: throw .tooDeep
        case .otherValue: throw .notAnObject
        case .object: break
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            // A lone surrogate in an escape is the one thing the syntax allows and no text can hold.
            throw .notJSON
        }
    }
}

/// A field as it came: absent or null, of another type, or a value. Decoding it never throws, so that
/// all mistakes of a request can be told at once.
package enum Input<Value: Decodable & Sendable>: Decodable, Sendable {
    case absent, mistyped
    case value(Value)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let value = try? container.decode(Value.self) {
            self = .value(value)
        } else {
            self = .mistyped
        }
    }
}

extension KeyedDecodingContainer {
    /// Chosen by the compiler for synthesized decoders: a missing name is `absent`.
    package func decode<Value>(_ type: Input<Value>.Type, forKey key: Key) throws -> Input<Value> {
        try decodeIfPresent(type, forKey: key) ?? .absent
    }
}
