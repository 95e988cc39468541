import EventLoops

/// A request's body, in pieces as they arrive. One reader.
///
/// The server stops reading the connection while `window` bytes wait here, so a slow reader costs the
/// client time and the server nothing.
package final class RequestBody: Sendable {
    /// More bytes came than the reader allowed.
    package struct TooLarge: Error {
        package init() {}
    }
    /// The client went away, or was too slow, before the body was whole.
    package struct Incomplete: Error {}

    /// 64 KiB: one realistic JSON body whole; with 1 000 uploads at once 64 MiB.
    static let window = 65_536

    package static var empty: RequestBody { RequestBody(bytes: []) }

    private struct State {
        var waiting: [UInt8] = []
        var end: Result<Void, Incomplete>?
        var reader: CheckedContinuation<Void, Never>?
        var onSpace: (@Sendable () -> Void)?
    }
    private let state: Locked<State>

    init() { state = Locked(State()) }

    package init(bytes: [UInt8]) {
        state = Locked(State(waiting: bytes, end: .success(())))
    }

    /// The next piece; nil at the end.
    package func next() async throws(Incomplete) -> [UInt8]? {
        while true {
            let (piece, end, onSpace) = state.withLock { state in
                defer {
                    state.waiting = []
                    state.onSpace = nil
                }
                return (state.waiting, state.end, state.onSpace)
            }
            onSpace?()
            if !piece.isEmpty { return piece }
            if let end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if !state.waiting.isEmpty || state.end != nil { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// The whole body. Throws `TooLarge` as soon as more than `limit` bytes came, or `Incomplete`.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await next() {
            guard all.count + piece.count <= limit else { throw TooLarge() }
            if all.isEmpty { all = piece } else { all += piece }
        }
        return all
    }

    // MARK: The server's side

    /// Takes a piece; answers false if the connection is to wait until `onSpace` is called.
    func append(_ piece: UnsafeBufferPointer<UInt8>, onSpace: @escaping @Sendable () -> Void) -> Bool {
        let (reader, hasSpace) = state.withLock { state in
            state.waiting.append(contentsOf: piece)
            let hasSpace = state.waiting.count < Self.window
            if !hasSpace { state.onSpace = onSpace }
            defer { state.reader = nil }
            return (state.reader, hasSpace)
        }
        reader?.resume()
        return hasSpace
    }

    func finish(_ end: Result<Void, Incomplete> = .success(())) {
        let reader = state.withLock { state in
            if state.end == nil { state.end = end }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}
