import EventLoops
import Images

/// What all loops of a process share to take pictures.
package struct PictureResources: Sendable {
    /// One picture a core at once, each of up to 0.3 s and 320 MB at the worst; behind them as many as are
    /// done in about a second. More get 503.
    private static let waitingPerCore = 4
    /// Bodies that arrive at once: 640 MB of temporary files at the worst.
    private static let arriving = 64
    /// Writes to temporary files, each of about 64 KB.
    private static let writes = 4

    let store: any PictureStore
    let limits: PictureLimits
    let temporaryFolder: String
    let log: Log
    let converting: BlockingWork
    let writing = BlockingWork(concurrent: writes, waiting: arriving)
    let converter = ImageConverter(sides: PictureName.sides)
    let places = Places(arriving)
    let metrics: PictureMetrics

    /// - Parameter temporaryFolder: for bodies while they arrive.
    package init(
        store: any PictureStore, limits: PictureLimits, temporaryFolder: String, cores: Int, log: Log,
        metrics: Metrics
    ) {
        self.store = store
        self.limits = limits
        self.temporaryFolder = temporaryFolder
        self.log = log
        converting = BlockingWork(concurrent: cores, waiting: cores * Self.waitingPerCore)
        self.metrics = PictureMetrics(metrics)
    }
}

/// A number of places, of which each is taken by one at a time.
final class Places: Sendable {
    private let free: Locked<Int>

    init(_ count: Int) { free = Locked(count) }

    /// Runs `body` in a place; throws `unavailable` at once if there is none.
    func take<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isFree = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isFree else {
            throw Problem.unavailable("Too many pictures arrive at once; try again shortly.")
        }
        defer { free.withLock { $0 += 1 } }
        return try await body()
    }
}
