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
    /// Nil until it is known who was there before this loop had the room.
    private var damper: PresenceDamper?

    /// Whether the own attendance has changed since it was reported last.
    private(set) var isNews = false
    /// Whether another loop has said that it has news.
    var isStale = false
    /// Whether what is told is what is, so that there is nothing to look at.
    private(set) var isQuiet = false
    /// Profiles of those who are told by name, and of those who are about to be.
    var names: [UserID: PublicProfile] = [:]
    /// Whether the room's sockets know the names of all who are told.
    var isNamed = true

    // MARK: The own sockets

    /// A socket of the person, or of somebody who is not signed in.
    mutating func enter(_ person: PublicProfile?) {
        change(person?.id, by: 1)
        // Who is told by name is looked up where the name is not known.
        if let person, isSmall { names[person.id] = person }
    }
    mutating func leave(_ person: PublicProfile?) { change(person?.id, by: -1) }

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

    /// Whether to report and to ask in that second; `phase` spreads the rooms over the seconds.
    func isDue(at second: Int, phase: Int) -> Bool {
        isNews || isStale || (second + phase) % PresenceStore.renewalSeconds == 0
    }

    /// What to tell the other loops; what changes from now on is the next report's.
    mutating func takeReport(of auction: AuctionID) -> PresenceStore.Report {
        defer { (isNews, isStale) = (false, false) }
        return PresenceStore.Report(auction: auction, own: own, isNews: isNews)
    }

    mutating func heard(_ others: Attendance, at second: Int) {
        if others != self.others { isQuiet = false }
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
        }
    }

    // MARK: What is told

    var isKnown: Bool { damper != nil }
    var told: Attendance { damper?.told ?? Attendance() }
    var isSmall: Bool { told.people.count <= Self.mostNamed }

    /// What is to be told in that second, if anything is; and how many there are, told or not.
    mutating func observe(at second: Int) -> (change: PresenceDamper.Change?, count: Int) {
        let present = present
        let change = damper?.observe(present, at: second)
        isQuiet = damper?.isSettled ?? false
        return (change, present.count)
    }

    /// What somebody is told who has just come, and is not told to others yet.
    func shown(to person: PublicProfile?) -> (count: Int, users: [PublicProfile]) {
        var shown = told
        var names = names
        if let person {
            shown.people.insert(person.id)
            names[person.id] = person
        } else {
            shown.anonymous += 1
        }
        let isNamed = shown.people.count <= Self.mostNamed
        return (shown.count, isNamed ? Self.profiles(of: shown.people, names) : [])
    }

    /// Profiles of all who are told; those that are not known are left out.
    var toldNames: [PublicProfile] { Self.profiles(of: told.people, names) }

    /// The known ones, in a stable order.
    static func profiles(of people: Set<UserID>, _ names: [UserID: PublicProfile]) -> [PublicProfile] {
        people.compactMap { names[$0] }.sorted { $0.id < $1.id }
    }

    /// Those who are told and have no name yet.
    var nameless: [UserID] { isSmall ? told.people.filter { names[$0] == nil } : [] }

    /// Keeps names of those only who are told, or here.
    mutating func forgetNames() {
        let told = told.people
        names = names.filter { told.contains($0.key) || sockets[$0.key] != nil }
    }
}
