/// The commands that have been sent and not answered, in order: Redis answers in order.
struct PendingReplies<Waiter> {
    private var entries: [Waiter?] = []
    private var head = 0

    var count: Int { entries.count - head }
    var first: Waiter?? { count == 0 ? nil : entries[head] }
    var all: ArraySlice<Waiter?> { entries[head...] }

    /// Nil: nobody wants the answer, which comes all the same.
    mutating func append(_ waiter: Waiter?) { entries.append(waiter) }

    /// The one whom the next answer is for; nil if there was no command.
    mutating func removeFirst() -> Waiter?? {
        guard count > 0 else { return nil }
        defer {
            head += 1
            // Drop what is behind when it is most of the array: constant cost for each answer.
            if head == entries.count {
                entries.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 1024, head * 2 >= entries.count {
                entries.removeFirst(head)
                head = 0
            }
        }
        return entries[head]
    }

    mutating func removeAll() -> [Waiter] {
        defer {
            entries = []
            head = 0
        }
        return entries[head...].compactMap { $0 }
    }
}
