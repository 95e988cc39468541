import EventLoops

/// Collects the keys that are asked for in one turn of a loop and fetches them together.
///
/// Every caller gets what was read after it asked: requests of one turn share a query and none sees
/// an answer from the past. That is how hot pages are served from memory and are never stale.
actor TurnLoader<Key: Hashable & Sendable, Value: Sendable> {
    nonisolated let loop: EventLoop
    private let limit: Int
    private let fetch: @Sendable ([Key]) async throws -> [Key: Value]
    private var waiting: [Key: [CheckedContinuation<Value?, any Error>]] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter limit: keys in one fetch; more make several.
    init(on loop: EventLoop, limit: Int, fetch: @escaping @Sendable ([Key]) async throws -> [Key: Value]) {
        self.loop = loop
        self.limit = limit
        self.fetch = fetch
    }

    /// The value of the key, nil if there is none.
    func load(_ key: Key) async throws -> Value? {
        try await withCheckedThrowingContinuation(isolation: self) { continuation in
            if waiting.isEmpty {
                loop.atTurnEnd(.deliver) { [self] in assumeIsolated { $0.dispatch() } }
            }
            waiting[key, default: []].append(continuation)
        }
    }

    private func dispatch() {
        let asked = waiting
        waiting = [:]
        let keys = Array(asked.keys)
        for start in stride(from: 0, to: keys.count, by: limit) {
            let some = Array(keys[start..<min(start + limit, keys.count)])
            Task(executorPreference: loop) { [fetch] in
                let result: Result<[Key: Value], any Error>
                do { result = .success(try await fetch(some)) } catch { result = .failure(error) }
                for key in some {
                    for continuation in asked[key] ?? [] { continuation.resume(with: result.map { $0[key] }) }
                }
            }
        }
    }
}
