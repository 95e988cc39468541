import EventLoops

@testable import Shared

/// Keeps keys in memory, and can be told to fail.
final class SampleStore: PictureStore {
    private struct State {
        var keys: Set<String> = []
        var isAway = false
    }
    private let state = Locked(State())

    let name = "sample"
    var keys: Set<String> { state.withLock { $0.keys } }
    func beAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func url(of key: String) -> String { "/sample/\(key)" }

    func put(_ bytes: [UInt8], as key: String, on loop: EventLoop) async throws {
        try change { $0.insert(key) }
    }

    func remove(_ keys: [String], on loop: EventLoop) async throws { try change { $0.subtract(keys) } }

    private func change(_ body: (inout Set<String>) -> Void) throws {
        try state.withLock { state in
            guard !state.isAway else { throw PictureStoreError("away") }
            body(&state.keys)
        }
    }
}
