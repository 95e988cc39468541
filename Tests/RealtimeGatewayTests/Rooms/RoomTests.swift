import Shared
import TestSupport
import Testing

@testable import RealtimeGateway

struct RoomTests {
    private let room = Room(AuctionID(1))

    @Test func `members come and go in any order`() throws {
        try forEachSeed(500) { random in
            let room = Room(AuctionID(1))
            let sessions = (1...8).map { Session.sample($0) }
            var expected: Set<Int> = []
            for _ in 0..<40 {
                let session = random.pick(sessions)
                if random.chance(50) {
                    room.add(session)
                    expected.insert(session.id)
                } else {
                    room.remove(session)
                    expected.remove(session.id)
                }
                try check(room.members.count == expected.count, "twice in the room")
                try check(Set(room.members.map(\.id)) == expected, "\(room.members.map(\.id))")
            }
        }
    }

    @Test func `a room that nobody is in or comes to is unused`() {
        #expect(room.isUnused)
        room.joining += 1
        #expect(!room.isUnused)
        let session = Session.sample(1)
        room.add(session)
        room.endJoin()
        #expect(!room.isUnused)
        room.remove(session)
        #expect(room.isUnused)
    }

    @Test func `what happens during a join is kept until the last one has ended`() {
        room.keep(1, [1])
        #expect(room.backlog.isEmpty)
        room.joining += 2
        room.keep(2, [2])
        room.endJoin()
        room.keep(3, [3])
        #expect(room.backlog.map(\.seq) == [2, 3])
        room.endJoin()
        #expect(room.backlog.isEmpty)
    }
}
