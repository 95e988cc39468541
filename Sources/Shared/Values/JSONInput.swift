#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON that came from outside.
package enum JSONInput {
    /// CONTRACT "Realtime": nested deeper is refused, before a decoder recurses into it.
    package static let deepest = 64

    package enum Failure: Error, Equatable {
        case notJSON, tooDeep, notAnObject
    }

    /// The value in `bytes`; nil if it is not JSON or of another shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }

    /// The object in `bytes`. Its fields are `Input`s, so their mistakes do not fail here.
    package static func object<Value: Decodable>(
        _ type: Value.Type, from bytes: some Collection<UInt8>
    ) throws(Failure) -> Value {
        guard depth(of: bytes) <= deepest else { throw .tooDeep }
        let first = bytes.first { !" \t\r\n".utf8.contains($0) }
        let data = Data(bytes)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch DecodingError.typeMismatch where first != UInt8(ascii: "{") {
            throw .notAnObject
        } catch DecodingError.valueNotFound {
            throw .notAnObject
        } catch {
            throw .notJSON
        }
    }

    /// How deeply arrays and objects are nested; brackets inside of strings do not count.
    static func depth(of bytes: some Collection<UInt8>) -> Int {
        var depth = 0
        var deepest = 0
        var isString = false
        var isEscaped = false
        for byte in bytes {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
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
