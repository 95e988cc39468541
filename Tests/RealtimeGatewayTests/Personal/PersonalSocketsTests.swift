import Postgres
import Shared
import Testing

@testable import RealtimeGateway

struct PersonalSocketsTests {
    private let personal = PersonalSockets()
    private let anna = UserID(1)
    private let key = PersonalKey.notification(NotificationID(31))
    private let noon = Timestamp(microseconds: 1_800_000_000_000_000)

    @Test func `the first and the last socket of a person are told apart`() {
        let (one, two) = (Session.sample(1), Session.sample(2))
        #expect(personal.add(one, of: anna, at: noon))
        #expect(!personal.add(two, of: anna, at: noon))
        #expect(personal.sessions(of: anna).map(\.id) == [1, 2])
        #expect(!personal.remove(one, of: anna))
        #expect(personal.remove(two, of: anna))
        #expect(personal.isEmpty)
    }

    @Test func `what was told is not told again`() {
        #expect(personal.take(key, for: anna))
        #expect(!personal.take(key, for: anna))
        #expect(personal.take(key, for: UserID(2)))
        #expect(personal.take(.trade(TradeID(31), seq: 1), for: anna))
        for second in 1...30 { personal.age(at: second) }
        #expect(!personal.take(key, for: anna))
        for second in 31...60 { personal.age(at: second) }
        #expect(personal.take(key, for: anna))
    }

    @Test func `only what is newer than the sign-in and was not told is missed`() {
        #expect(!personal.misses(key, of: anna, at: noon))
        _ = personal.add(Session.sample(1), of: anna, at: noon)
        #expect(!personal.misses(key, of: anna, at: noon.adding(milliseconds: -1)))
        #expect(personal.misses(key, of: anna, at: noon))
        #expect(!personal.misses(key, of: anna, at: noon))
        personal.forget(key, for: anna)
        #expect(personal.misses(key, of: anna, at: noon))
    }
}
