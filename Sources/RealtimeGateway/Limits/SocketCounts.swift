import EventLoops

/// How many sockets of this process each of something has, and what they share.
final class SocketCounts<Key: Hashable & Sendable, Common: Sendable>: Sendable {
    private struct Entry {
        var count: Int
        let common: Common
    }
    private let limit: Int
    private let make: @Sendable () -> Common
    private let entries = Locked<[Key: Entry]>([:])

    /// - Parameter make: what the sockets of one share, made with its first.
    init(limit: Int, _ make: @escaping @Sendable () -> Common) {
        self.limit = limit
        self.make = make
    }

    func isFull(_ key: Key) -> Bool { entries.withLock { $0[key]?.count ?? 0 >= limit } }

    /// Counts a socket; nil if there is no room for it.
    func enter(_ key: Key) -> Common? {
        entries.withLock { entries in
            var entry = entries[key] ?? Entry(count: 0, common: make())
            guard entry.count < limit else { return nil }
            entry.count += 1
            entries[key] = entry
            return entry.common
        }
    }

    func leave(_ key: Key) {
        entries.withLock { entries in
            guard let entry = entries[key] else { return }
            entries[key] = entry.count > 1 ? Entry(count: entry.count - 1, common: entry.common) : nil
        }
    }
}
