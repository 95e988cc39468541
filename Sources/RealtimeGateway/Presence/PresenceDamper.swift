import Shared

/// When the sockets of a room are told who has come and gone.
///
/// Whoever comes is told after five seconds of being there, whoever goes after five seconds of being away:
/// a page that is reloaded, or a lost connection that comes back, is no news. The count that goes along is
/// that of the moment; it is told by itself when it has been another for five seconds. Once nothing has
/// changed for five seconds, what was told is what is.
struct PresenceDamper {
    /// A reload or a reconnect takes less.
    static let seconds = 5

    struct Change: Equatable {
        var joined: Set<UserID> = []
        var left: Set<UserID> = []
    }

    /// The people whom all sockets were told of.
    private(set) var people: Set<UserID>
    /// How many all sockets were told of last, those who are not signed in included.
    private(set) var count: Int
    /// People whom some sockets know, as they were there when those joined.
    private var shown: Set<UserID> = []
    /// Since which second somebody has been there without that being told, or away.
    private var coming: [UserID: Int] = [:]
    private var going: [UserID: Int] = [:]
    /// The counts of the last five seconds, each with the second it began at.
    private var counts: [(second: Int, count: Int)]

    /// What is there when the room is looked at for the first time needs no damping.
    init(_ present: Attendance, at second: Int) {
        people = present.people
        count = present.count
        counts = [(second, present.count)]
    }

    /// Whether what was told is what is, and will be until something changes.
    var isSettled: Bool {
        coming.isEmpty && going.isEmpty && shown.isEmpty && counts.count == 1 && counts[0].count == count
    }

    /// A socket that joins is shown these. If they go before all are told of them, that is told too.
    mutating func show(_ some: Set<UserID>) { shown.formUnion(some.subtracting(people)) }

    /// Takes what is there at that second; returns what is to be told, if anything is.
    mutating func observe(_ present: Attendance, at second: Int) -> Change? {
        var change = Change()
        change.joined = Self.ripe(present.people.subtracting(people), at: second, since: &coming)
        change.left = Self.ripe(people.union(shown).subtracting(present.people), at: second, since: &going)
        people = people.union(change.joined).subtracting(change.left)
        shown.subtract(change.joined.union(change.left))
        let isCountOld = isOld(present.count, at: second)
        guard isCountOld || change != Change() else { return nil }
        count = present.count
        return change
    }

    /// Those who have been so for long enough; the others go on waiting, each since when it began.
    private static func ripe(
        _ some: Set<UserID>, at second: Int, since: inout [UserID: Int]
    ) -> Set<UserID> {
        var ripe: Set<UserID> = []
        var waiting: [UserID: Int] = [:]
        for person in some {
            let start = since[person] ?? second
            if second - start >= seconds { ripe.insert(person) } else { waiting[person] = start }
        }
        since = waiting
        return ripe
    }

    /// Whether the told count is below, or above, all of the last five seconds.
    private mutating func isOld(_ present: Int, at second: Int) -> Bool {
        if counts.last?.count != present { counts.append((second, present)) }
        counts.removeFirst(counts.lastIndex { $0.second <= second - Self.seconds } ?? 0)
        return counts.allSatisfy { $0.count < count } || counts.allSatisfy { $0.count > count }
    }
}
