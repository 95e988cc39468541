import CHiredis

/// hiredis's parser, with bounds: a reply over them is an error, not memory.
final class ReplyReader {
    enum Failure: Error {
        case protocolError(String)
        case tooLarge
    }

    static let maximumBytes = 64 << 20
    /// The slots of an array are allocated when its header is read; 2²⁰ of them are 8 MiB.
    static let maximumElements: CInt = 1 << 20

    private let raw: UnsafeMutablePointer<redisReader>
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
    private let limit: Int
    /// Bytes since the last reply that was complete.
    private var unfinished = 0

    init(limit: Int = maximumBytes) {
        guard let raw = redisReaderCreate() else { preconditionFailure("out of memory") }
        self.raw = raw
        self.limit = limit
        functions = .allocate(capacity: 1)
        functions.initialize(to: raw.pointee.fn.pointee)
        functions.pointee.createArray = { task, count in
            guard count <= ReplyReader.maximumElements else { return nil }
            return ReplyReader.createArray(task, count)
        }
        raw.pointee.fn = functions
    }

    deinit {
        redisReaderFree(raw)
        functions.deallocate()
    }

    /// hiredis's own `createArray`, which it keeps in a table that is the same for all readers.
    private static let createArray:
        @convention(c) (UnsafePointer<redisReadTask>?, CInt) -> UnsafeMutableRawPointer? = {
            let reader = redisReaderCreate()!
            defer { redisReaderFree(reader) }
            return reader.pointee.fn.pointee.createArray
        }()

    /// Takes the bytes and lends each reply that they complete; `body` says whether to go on.
    func feed(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafePointer<redisReply>) -> Bool
    ) throws(Failure) {
        redisReaderFeed(raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        unfinished += bytes.count
        while true {
            var object: UnsafeMutableRawPointer?
            guard redisReaderGetReply(raw, &object) == 0 else {
                throw .protocolError(
                    withUnsafeBytes(of: raw.pointee.errstr) { text in
                        String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
                    })
            }
            guard let object else { break }
            defer { freeReplyObject(object) }
            unfinished = raw.pointee.len - raw.pointee.pos
            guard body(UnsafePointer(object.assumingMemoryBound(to: redisReply.self))) else { return }
        }
        if unfinished > limit { throw .tooLarge }
    }
}
