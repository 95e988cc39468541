import Testing

@testable import RealtimeGateway
@testable import Shared

struct RoomPresenceTests {
    private let anna = PublicProfile(id: UserID(1), username: "anna")
    private let ben = PublicProfile(id: UserID(2), username: "ben")

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
        presence.heard(Attendance(people: [anna.id, ben.id], anonymous: 2), at: 1)
        #expect(presence.own == Attendance(people: [anna.id], anonymous: 1))
        #expect(presence.present == Attendance(people: [anna.id, ben.id], anonymous: 3))
        presence.leave(anna)
        #expect(presence.own.people == [anna.id])
        presence.leave(anna)
        #expect(presence.own.people == [])
    }

    @Test func `a change is reported once, or again if it did not arrive`() {
        var presence = opened()
        #expect(!presence.isDue(at: 1, phase: 0))
        presence.enter(anna)
        #expect(presence.isDue(at: 1, phase: 0))
        #expect(presence.takeReport(of: AuctionID(7)).isNews)
        #expect(!presence.isDue(at: 1, phase: 0))
        presence.failed(at: 1)
        #expect(presence.takeReport(of: AuctionID(7)).isNews)
        presence.isStale = true
        #expect(presence.isDue(at: 1, phase: 0) && !presence.takeReport(of: AuctionID(7)).isNews)
    }

    @Test func `without a change a lease is renewed each three seconds, each room in its own`() {
        let presence = opened()
        for phase in 0..<3 {
            #expect((0..<3).filter { presence.isDue(at: $0, phase: phase) }.count == 1)
        }
    }

    @Test func `the others count for as long as their leases when nothing is heard`() {
        var presence = opened()
        presence.heard(Attendance(people: [ben.id]), at: 20)
        presence.failed(at: 30)
        #expect(presence.present.people == [ben.id])
        presence.failed(at: 31)
        #expect(presence.present.isEmpty)
    }

    @Test func `who has just come sees oneself, and is not told to others yet`() {
        var presence = opened()
        presence.heard(Attendance(people: [ben.id], anonymous: 1), at: 0)
        #expect(presence.nameless.isEmpty)  // nobody was there when the room was opened
        presence.enter(anna)
        #expect(presence.shown(to: anna).users == [anna])
        #expect(presence.shown(to: nil).count == 1)
        #expect(presence.told.isEmpty)
    }

    @Test func `what was there before is told without waiting, and is nameless until looked up`() {
        var presence = RoomPresence()
        #expect(!presence.isKnown)
        presence.heard(Attendance(people: [ben.id], anonymous: 4), at: 0)
        #expect(presence.isKnown && presence.told.count == 5)
        #expect(presence.nameless == [ben.id])
        presence.names[ben.id] = ben
        #expect(presence.nameless.isEmpty && presence.toldNames == [ben])
        #expect(presence.shown(to: anna).count == 6)
        #expect(presence.shown(to: anna).users == [anna, ben])
    }

    @Test func `above fifty people there are no names`() {
        var presence = RoomPresence()
        presence.heard(Attendance(people: Set((1...50).map { UserID($0) })), at: 0)
        #expect(presence.isSmall && presence.nameless.count == 50)
        let visitor = PublicProfile(id: UserID(99), username: "visitor")
        #expect(presence.shown(to: visitor).count == 51)
        #expect(presence.shown(to: visitor).users.isEmpty)
        var large = RoomPresence()
        large.heard(Attendance(people: Set((1...51).map { UserID($0) })), at: 0)
        #expect(!large.isSmall && large.nameless.isEmpty)
    }

    @Test func `names are kept of those who are told or here`() {
        var presence = opened()
        presence.enter(anna)
        presence.names[ben.id] = ben
        presence.forgetNames()
        #expect(presence.names == [anna.id: anna])
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
