import TestSupport
import Testing

@testable import RealtimeGateway
@testable import Shared

struct RoomPresenceTests {
    private let anna = Name(PublicProfile(id: UserID(1), username: "anna"))
    private let ben = Name(PublicProfile(id: UserID(2), username: "ben"))

    /// Whom the elements of a JSON array name.
    private func people(in users: [UInt8]) -> Set<UserID> {
        let marks = String(decoding: users, as: UTF8.self).split(separator: "{\"id\":")
        return Set(marks.compactMap { UserID($0.prefix { $0.isNumber }) })
    }

    /// A room in which nobody is elsewhere.
    private func opened() -> RoomPresence {
        var presence = RoomPresence()
        presence.heard(Attendance(), at: 0)
        return presence
    }

    @Test func `a person is one however many sockets there are, here and elsewhere`() {
        var presence = opened()
        presence.enter(anna)
        presence.enter(anna)
        presence.enter(nil)
        presence.heard(Attendance(people: [anna.person, ben.person], anonymous: 2), at: 1)
        #expect(presence.own == Attendance(people: [anna.person], anonymous: 1))
        #expect(presence.present == Attendance(people: [anna.person, ben.person], anonymous: 3))
        presence.leave(anna.person)
        #expect(presence.own.people == [anna.person])
        presence.leave(anna.person)
        #expect(presence.own.people == [])
    }

    @Test func `a change is reported once, or again if it did not arrive`() {
        var presence = opened()
        #expect(!presence.isDue(at: 1, phase: 0))
        presence.enter(anna)
        #expect(presence.isDue(at: 1, phase: 0))
        #expect(presence.takeReport(of: AuctionID(7), at: 1).isNews)
        #expect(!presence.isDue(at: 1, phase: 0))
        presence.failed(at: 1)
        #expect(presence.takeReport(of: AuctionID(7), at: 1).isNews)
        presence.isStale = true
        #expect(presence.isDue(at: 1, phase: 0) && !presence.takeReport(of: AuctionID(7), at: 1).isNews)
    }

    @Test func `news of a quiet room is urgent, and then waits for the next second`() {
        var presence = opened()
        #expect(!presence.isUrgent(at: 4))
        presence.enter(anna)
        #expect(presence.isUrgent(at: 4))
        _ = presence.takeReport(of: AuctionID(7), at: 4)
        presence.isStale = true
        #expect(!presence.isUrgent(at: 4))
        #expect(presence.isUrgent(at: 5))
    }

    @Test func `without a change a lease is renewed each three seconds, each room in its own`() {
        let presence = opened()
        for phase in 0..<3 {
            #expect((0..<3).filter { presence.isDue(at: $0, phase: phase) }.count == 1)
        }
    }

    @Test func `the others count for as long as their leases when nothing is heard`() {
        var presence = opened()
        presence.heard(Attendance(people: [ben.person]), at: 20)
        presence.failed(at: 30)
        #expect(presence.present.people == [ben.person])
        presence.failed(at: 31)
        #expect(presence.present.isEmpty)
    }

    @Test func `who joins is shown all who are there, oneself included, and the others are not told yet`() {
        var presence = opened()
        presence.heard(Attendance(people: [ben.person], anonymous: 1), at: 0)
        presence.learn(ben)
        presence.enter(anna)
        presence.enter(nil)
        let shown = presence.show()
        #expect(shown.count == 4 && people(in: shown.users) == [anna.person, ben.person])
        #expect(presence.told.isEmpty)
        presence.leave(anna.person)
        for second in 1...5 { #expect(presence.observe(at: second).change?.left.isEmpty ?? true) }
        // Whoever saw Anna is told that she has gone.
        #expect(presence.observe(at: 6).change == .init(joined: [ben.person], left: [anna.person]))
    }

    /// What is kept of the last look never differs from a new look.
    @Test func `whoever comes or goes, here or elsewhere, the next socket is shown who is there`() throws {
        try forEachSeed(300) { random in
            let names = (1...8).map { Name(PublicProfile(id: UserID($0), username: "person\($0)")) }
            var presence = opened()
            var here: [Name] = []
            var elsewhere: Set<UserID> = []
            for second in 1...60 {
                switch Int.random(in: 0...4, using: &random) {
                case 0 where !here.isEmpty:
                    presence.leave(here.remove(at: Int.random(in: 0..<here.count, using: &random)).person)
                case 1:
                    elsewhere = Set(names.map(\.person).filter { _ in random.chance(30) })
                    presence.heard(Attendance(people: elsewhere), at: second)
                    for person in presence.nameless { presence.learn(names[Int(person.rawValue) - 1]) }
                case 2: _ = presence.observe(at: second)
                default:
                    here.append(random.pick(names))
                    presence.enter(here.last)
                }
                let shown = presence.show()
                let expected = elsewhere.union(here.map(\.person)).union(presence.told)
                try check(
                    people(in: shown.users) == expected, "\(people(in: shown.users)) instead of \(expected)")
                try check(shown.count == expected.count, "\(shown.count) instead of \(expected.count)")
            }
        }
    }

    @Test func `what was there before is told without waiting, and is nameless until looked up`() {
        var presence = RoomPresence()
        #expect(!presence.isKnown)
        presence.heard(Attendance(people: [ben.person], anonymous: 4), at: 0)
        #expect(presence.isKnown && presence.told == [ben.person] && presence.toldCount == 5)
        #expect(presence.nameless == [ben.person])
        presence.learn(ben)
        #expect(presence.nameless.isEmpty && presence.toldNames == [ben])
    }

    @Test func `above fifty people there are no names`() {
        var presence = RoomPresence()
        presence.heard(Attendance(people: Set((1...50).map { UserID($0) })), at: 0)
        #expect(presence.isSmall && presence.nameless.count == 50)
        presence.enter(Name(PublicProfile(id: UserID(99), username: "visitor")))
        let shown = presence.show()
        #expect(shown.count == 51 && shown.users.isEmpty && !presence.isNamed)
        #expect(presence.nameless.isEmpty)
        var large = RoomPresence()
        large.heard(Attendance(people: Set((1...51).map { UserID($0) })), at: 0)
        #expect(!large.isSmall)
    }

    @Test func `names are kept of those who were told or are there`() {
        var presence = opened()
        presence.enter(anna)
        presence.learn(ben)
        presence.forgetNames()
        #expect(presence.names == [anna.person: anna])
    }

    @Test func `who comes to a quiet room is told, though shown to oneself first`() {
        var presence = opened()
        _ = presence.observe(at: 1)
        #expect(presence.isQuiet)
        presence.enter(anna)
        _ = presence.show()
        #expect(!presence.isQuiet)
        for second in 2...6 { _ = presence.observe(at: second) }
        #expect(presence.observe(at: 7).change == .init(joined: [anna.person]))
    }

    @Test func `a quiet room is not looked at`() {
        var presence = opened()
        presence.enter(anna)
        for second in 1...6 { _ = presence.observe(at: second) }
        #expect(presence.isQuiet)
        presence.heard(Attendance(), at: 7)
        #expect(presence.isQuiet)
        presence.heard(Attendance(anonymous: 1), at: 8)
        #expect(!presence.isQuiet)
    }
}
