import Shared

/// When the sockets of a room are told who has come and gone.
///
/// Whoever comes is told after five seconds of being there, whoever goes after five seconds of being away:
/// a page that is reloaded, or a lost connection that comes back, is no news. The first ones wait up to two
/// seconds more for those behind them, in a crowd up to five, since each telling costs a message to every socket:
/// fifty who come in five seconds are told by one instead of three. The count that goes along is that of the
/// moment; it is told by itself when it has been another for five seconds, but not while a crowd is about to be
/// told. Once nothing has changed for some seconds, what was told is what is.
struct PresenceDamper {
    /// A reload or a reconnect takes less.
    static let seconds = 5
    /// How much longer the first ones wait while others are about to be told too.
    static let gathering = 2
    /// The same in a crowd: as long as it takes to come.
    static let gatheringOfCrowd = 5
    /// More people than that who wait to be told are a crowd: more than one reads in a glance.
    static let crowd = 10

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

    /// A socket that joins is shown this one, who is told to go then, also if not all were told of the coming.
    mutating func show(_ person: UserID) {
        if !people.contains(person) { shown.insert(person) }
    }

    /// Takes what is there at that second; returns what is to be told, if anything is.
    mutating func observe(_ present: Attendance, at second: Int) -> Change? {
        Self.wait(present.people.subtracting(people), at: second, since: &coming)
        Self.wait(people.union(shown).subtracting(present.people), at: second, since: &going)
        let isCrowd = coming.count + going.count > Self.crowd
        let isCountOld = isOld(present.count, at: second) && !isCrowd
        var change = Change()
        if isCountOld || isTimeToTell(at: second, inCrowd: isCrowd) {
            change.joined = Self.ripe(at: second, from: &coming)
            change.left = Self.ripe(at: second, from: &going)
            people = people.union(change.joined).subtracting(change.left)
            shown.subtract(change.joined.union(change.left))
        }
        guard isCountOld || change != Change() else { return nil }
        count = present.count
        return change
    }

    /// Those go on waiting, each since when it began; who is not among them any more does not.
    private static func wait(_ some: Set<UserID>, at second: Int, since: inout [UserID: Int]) {
        var waiting: [UserID: Int] = [:]
        for person in some { waiting[person] = since[person] ?? second }
        since = waiting
    }

    /// Takes out those who have waited for long enough.
    private static func ripe(at second: Int, from since: inout [UserID: Int]) -> Set<UserID> {
        let ripe = since.filter { second - $0.value >= seconds }
        for person in ripe.keys { since[person] = nil }
        return Set(ripe.keys)
    }

    /// Whether all who wait have waited for long enough, or the first of them for longer than that.
    private func isTimeToTell(at second: Int, inCrowd isCrowd: Bool) -> Bool {
        let starts = [coming.values, going.values].joined()
        guard let first = starts.min(), let last = starts.max() else { return false }
        let gathering = isCrowd ? Self.gatheringOfCrowd : Self.gathering
        return second - last >= Self.seconds || second - first >= Self.seconds + gathering
    }

    /// Whether the told count is below, or above, all of the last five seconds.
    private mutating func isOld(_ present: Int, at second: Int) -> Bool {
        if counts.last?.count != present { counts.append((second, present)) }
        counts.removeFirst(counts.lastIndex { $0.second <= second - Self.seconds } ?? 0)
        return counts.allSatisfy { $0.count < count } || counts.allSatisfy { $0.count > count }
    }
}
