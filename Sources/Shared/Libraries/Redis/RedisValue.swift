import CHiredis

/// A reply of the server, copied out of hiredis.
package enum RedisValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    case status(String)
    /// Only inside an array: `RedisClient.command` throws an error that is the whole reply.
    case error(String)
    case array([RedisValue])

    /// The bytes as UTF-8, or a status.
    package var string: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// An integer, also one written as text, as scripts and hashes give it.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .bytes: string.flatMap { Int64($0) }
        default: nil
        }
    }

    package var array: [RedisValue]? {
        if case .array(let values) = self { values } else { nil }
    }
}

extension RedisValue {
    /// Copies a reply that the caller goes on to own.
    init(_ reply: UnsafePointer<redisReply>) {
        let reply = reply.pointee
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_STRING: self = .bytes(Array(reply.bytes))
        case REDIS_REPLY_STATUS: self = .status(reply.text)
        case REDIS_REPLY_ERROR: self = .error(reply.text)
        case REDIS_REPLY_ARRAY:
            self = .array((0..<reply.elements).map { RedisValue(UnsafePointer(reply.element[$0]!)) })
        default: self = .null
        }
    }
}

extension redisReply {
    /// Borrowed from the reply.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: str, count: len) }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
