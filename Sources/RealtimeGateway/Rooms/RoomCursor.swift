/// Where a gateway stands in a room's log: what makes every watcher see every event once, in order.
struct RoomCursor: Equatable {
    /// The last seq that was delivered.
    private(set) var head: Int64
    /// Whether the log is being read to close a gap.
    private(set) var isRepairing = false

    init(head: Int64) { self.head = head }

    enum Action: Equatable {
        /// All of it was seen before.
        case drop
        /// The first `skipping` events were seen before, the rest come next.
        case deliver(skipping: Int)
        /// Something before it is missing: read the log behind `head` first.
        case repair
    }

    /// Judges `count` events with consecutive seqs from `first`.
    mutating func receive(first: Int64, count: Int) -> Action {
        let last = first + Int64(count) - 1
        if last <= head { return .drop }
        if first <= head + 1 {
            let skipped = Int(head + 1 - first)
            head = last
            return .deliver(skipping: skipped)
        }
        if isRepairing { return .drop }
        isRepairing = true
        return .repair
    }

    /// The log's head by the table; answers whether it is to be read.
    mutating func compare(head tableHead: Int64) -> Bool {
        guard tableHead > head, !isRepairing else { return false }
        isRepairing = true
        return true
    }

    mutating func endRepair() { isRepairing = false }
}
