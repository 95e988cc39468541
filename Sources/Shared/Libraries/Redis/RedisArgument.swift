import CHiredis

/// A word of a command.
package enum RedisArgument: Sendable, Equatable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral
{
    case text(String)
    case integer(Int64)
    case bytes([UInt8])

    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(_ text: String) { self = .text(text) }
    package init(_ value: some BinaryInteger) { self = .integer(Int64(value)) }
    package init(_ bytes: [UInt8]) { self = .bytes(bytes) }

    fileprivate func append(to buffer: inout [UInt8]) {
        switch self {
        case .text(let text): buffer.append(contentsOf: text.utf8)
        case .integer(let value): buffer.append(contentsOf: String(value).utf8)
        case .bytes(let bytes): buffer.append(contentsOf: bytes)
        }
    }
}

enum RedisCommand {
    /// Appends the command in the protocol's form, by `redisFormatCommandArgv`.
    static func append(_ arguments: [RedisArgument], to output: inout [UInt8]) {
        var words: [UInt8] = []
        var lengths: [Int] = []
        lengths.reserveCapacity(arguments.count)
        for argument in arguments {
            let before = words.count
            argument.append(to: &words)
            lengths.append(words.count - before)
        }
        // An empty buffer may have no address; hiredis wants one even for no bytes.
        words.append(0)
        words.withUnsafeBytes { buffer in
            let start = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
            var place = 0
            var pointers: [UnsafePointer<CChar>?] = []
            pointers.reserveCapacity(lengths.count)
            for length in lengths {
                pointers.append(start + place)
                place += length
            }
            var command: UnsafeMutablePointer<CChar>?
            let count = redisFormatCommandArgv(&command, CInt(lengths.count), &pointers, lengths)
            guard count > 0, let command else { preconditionFailure("out of memory") }
            output.append(contentsOf: UnsafeRawBufferPointer(start: command, count: Int(count)))
            redisFreeCommand(command)
        }
    }
}
