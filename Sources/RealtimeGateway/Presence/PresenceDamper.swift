import Shared

/// Who is told to be in a room: the people who are there, without those who only pass through.
///
/// Whoever comes is told after five seconds of being there, whoever goes after five seconds of being away:
/// a page that is reloaded, or a lost connection that comes back, is no news. The count of those who are not
/// signed in follows in the same way. Once nothing has changed for five seconds, what is told is what is.
struct PresenceDamper {
    /// A reload or a reconnect takes less.
    static let seconds = 5

    struct Change: Equatable {
        var joined: Set<UserID> = []
        var left: Set<UserID> = []
    }

    /// What is told.
    private(set) var told: Attendance
    /// Since which second somebody has been there, or away, without that being told.
    private var since: [UserID: Int] = [:]
    /// The counts of those not signed in over the last five seconds: each with the second it began at.
    private var counts: [(second: Int, count: Int)]

    /// What is there when the room is looked at for the first time needs no damping.
    init(_ present: Attendance, at second: Int) {
        told = present
        counts = [(second, present.anonymous)]
    }

    /// Whether what is told is what is, and will be until something changes.
    var isSettled: Bool { since.isEmpty && counts.count == 1 && counts[0].count == told.anonymous }

    /// Takes what is there at that second; returns what is to be told, if anything is.
    mutating func observe(_ present: Attendance, at second: Int) -> Change? {
        var change = Change()
        var waiting: [UserID: Int] = [:]
        for person in present.people where !told.people.contains(person) {
            wait(for: person, at: second, &waiting, &change.joined)
        }
        for person in told.people where !present.people.contains(person) {
            wait(for: person, at: second, &waiting, &change.left)
        }
        since = waiting
        told.people.formUnion(change.joined)
        told.people.subtract(change.left)
        let anonymous = damped(present.anonymous, at: second)
        guard !change.joined.isEmpty || !change.left.isEmpty || anonymous != told.anonymous else {
            return nil
        }
        told.anonymous = anonymous
        return change
    }

    private func wait(
        for person: UserID, at second: Int, _ waiting: inout [UserID: Int], _ ripe: inout Set<UserID>
    ) {
        let start = since[person] ?? second
        if second - start >= Self.seconds { ripe.insert(person) } else { waiting[person] = start }
    }

    /// The told count, moved no further than all counts of the last five seconds agree on.
    private mutating func damped(_ count: Int, at second: Int) -> Int {
        if counts.last?.count != count { counts.append((second, count)) }
        let old = counts.lastIndex { $0.second <= second - Self.seconds } ?? 0
        counts.removeFirst(old)
        let lowest = counts.reduce(count) { min($0, $1.count) }
        let highest = counts.reduce(count) { max($0, $1.count) }
        return min(highest, max(lowest, told.anonymous))
    }
}
