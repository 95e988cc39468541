import Shared

/// Who is in a room: by this loop's own sockets, and by what other loops told last.
struct RoomPresence {
    /// docs/realtime.md, "presence": rooms with more people are told as a count.
    static let mostNamed = 50

    /// Sockets of each person here.
    private var sockets: [UserID: Int] = [:]
    private var anonymous = 0
    private var others = Attendance()
    /// The second in which the others were heard of last.
    private var heardAt = 0
    /// The second of the last report that told or asked for news.
    private var reportedAt = 0
    /// Nil until it is known who was there before this loop had the room.
    private var damper: PresenceDamper?

    /// Whether the own attendance has changed since it was reported last.
    private(set) var isNews = false
    /// Whether another loop has said that it has news.
    var isStale = false
    /// Whether what is told is what is, so that there is nothing to look at.
    private(set) var isQuiet = false
    /// Of those who are told by name, and of those who are about to be.
    private(set) var names: [UserID: Name] = [:]
    /// Whether the room's sockets know the names of all who are told.
    var isNamed = true
    /// What the last socket that joined was shown; nil once somebody went, or came elsewhere.
    private var view: View?

    /// Whom a joining socket is shown: the elements of a JSON array. In a rush each who comes is one more.
    private struct View {
        var people: Int
        var users: [UInt8]
        /// Those who were added since it was shown.
        var added: [UserID] = []

        mutating func add(_ name: Name) {
            people += 1
            if !users.isEmpty { users.append(UInt8(ascii: ",")) }
            users.append(contentsOf: name.json)
            added.append(name.person)
        }
    }

    // MARK: The own sockets

    /// A socket of the person, or of somebody who is not signed in.
    mutating func enter(_ name: Name?) {
        change(name?.person, by: 1)
        // Who is told by name is looked up where the name is not known.
        guard let name, isSmall else { return }
        learn(name)
        let person = name.person
        let isNew = sockets[person] == 1 && !others.people.contains(person) && !told.contains(person)
        if isNew { view?.add(names[person] ?? name) }
    }

    mutating func leave(_ person: UserID?) {
        change(person, by: -1)
        if person != nil { view = nil }
    }

    private mutating func change(_ person: UserID?, by difference: Int) {
        isNews = true
        isQuiet = false
        guard let person else {
            anonymous += difference
            return
        }
        let count = (sockets[person] ?? 0) + difference
        sockets[person] = count > 0 ? count : nil
    }

    var own: Attendance { Attendance(people: Set(sockets.keys), anonymous: anonymous) }

    /// All who are there now, told or not.
    var present: Attendance { own.merged(with: others) }

    // MARK: Reports

    /// Whether there is something to tell or to ask that has not waited for a second yet.
    func isUrgent(at second: Int) -> Bool { isKnown && (isNews || isStale) && reportedAt < second }

    /// Whether to report and to ask in that second; `phase` spreads the rooms over the seconds.
    func isDue(at second: Int, phase: Int) -> Bool {
        isNews || isStale || (second + phase) % PresenceStore.renewalSeconds == 0
    }

    /// What to tell the other loops; what changes from now on is the next report's.
    mutating func takeReport(of auction: AuctionID, at second: Int) -> PresenceStore.Report {
        if isNews || isStale { reportedAt = second }
        defer { (isNews, isStale) = (false, false) }
        return PresenceStore.Report(auction: auction, own: own, isNews: isNews)
    }

    mutating func heard(_ others: Attendance, at second: Int) {
        if others != self.others {
            isQuiet = false
            view = nil
        }
        self.others = others
        heardAt = second
        if damper == nil { damper = PresenceDamper(others, at: second) }
    }

    /// The report did not arrive: the next one tells it again. The others count as long as their leases would.
    mutating func failed(at second: Int) {
        isNews = true
        if damper == nil { damper = PresenceDamper(others, at: second) }
        if second - heardAt > Int(PresenceStore.leaseMilliseconds / 1000), !others.isEmpty {
            others = Attendance()
            isQuiet = false
            view = nil
        }
    }

    // MARK: What is told

    var isKnown: Bool { damper != nil }
    /// The people whom all sockets were told of.
    var told: Set<UserID> { damper?.people ?? [] }
    /// How many they were told of.
    var toldCount: Int { damper?.count ?? 0 }
    var isSmall: Bool { told.count <= Self.mostNamed }

    /// What is to be told in that second, if anything is; and how many there are, told or not.
    mutating func observe(at second: Int) -> (change: PresenceDamper.Change?, count: Int) {
        let present = present
        let change = damper?.observe(present, at: second)
        if change?.left.isEmpty == false { view = nil }
        isQuiet = damper?.isSettled ?? false
        return (change, present.count)
    }

    /// What a socket is shown that joins: who is there at this moment, and who is not told to have gone. `users` are
    /// the elements of a JSON array.
    mutating func show() -> (count: Int, users: [UInt8]) {
        var shown = view ?? look()
        for person in shown.added { damper?.show(person) }
        shown.added = []
        view = shown
        if damper?.isSettled != true { isQuiet = false }
        let isFew = shown.people <= Self.mostNamed
        // This socket knows no names: the next message is not to tell changes of them.
        if !isFew { isNamed = false }
        return (shown.people + anonymous + others.anonymous, isFew ? shown.users : [])
    }

    private func look() -> View {
        let people = present.people.union(told)
        var view = View(people: 0, users: [])
        guard people.count <= Self.mostNamed else { return View(people: people.count, users: []) }
        for person in people { if let name = names[person] { view.add(name) } }
        view.people = people.count
        return view
    }

    // MARK: Names

    mutating func learn(_ name: Name) {
        guard names[name.person] == nil else { return }
        names[name.person] = name
        // Somebody may have been left out for want of a name.
        if sockets[name.person] == nil { view = nil }
    }

    /// Names of all who were told; those that are not known are left out.
    var toldNames: [Name] { names(of: told) }

    /// The known ones, in a stable order.
    func names(of people: Set<UserID>) -> [Name] {
        people.compactMap { names[$0] }.sorted { $0.person < $1.person }
    }

    /// Those whose names are wanted and not known.
    var nameless: [UserID] {
        let people = present.people.union(told)
        return people.count <= Self.mostNamed ? people.filter { names[$0] == nil } : []
    }

    /// Keeps names of those only who were told, or are there.
    mutating func forgetNames() {
        let people = present.people.union(told)
        names = names.filter { people.contains($0.key) }
    }
}
