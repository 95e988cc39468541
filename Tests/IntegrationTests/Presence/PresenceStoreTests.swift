import Redis
import Testing

@testable import Shared

@Suite(.servers, .database) struct PresenceStoreTests {
    private let database = TestDatabase.current
    private let name = "test-\(UInt64.random(in: 0...UInt64.max))"
    /// Of this test alone: the rooms of all suites lie in one Redis.
    private let auction = AuctionID(Int64.random(in: 1...1_000_000_000_000))
    private let anna = UserID(1)
    private let ben = UserID(2)

    private func report(_ own: Attendance, isNews: Bool = false) -> [PresenceStore.Report] {
        [.init(auction: auction, own: own, isNews: isNews)]
    }

    @Test func `each loop sees what all others have, and not its own`() async throws {
        try await database.withServices { services in
            let stores = (1...3).map { PresenceStore(redis: services.redis, name: "\(name)-\($0)") }
            let parts = [
                Attendance(people: [anna], anonymous: 2), Attendance(people: [anna, ben]),
                Attendance(anonymous: 1),
            ]
            for (store, part) in zip(stores, parts) { _ = try await store.exchange(report(part)) }
            let first = try await stores[0].exchange(report(parts[0]))
            #expect(first == [auction: Attendance(people: [anna, ben], anonymous: 1)])
            let third = try await stores[2].exchange(report(parts[2]))
            #expect(third == [auction: Attendance(people: [anna, ben], anonymous: 2)])
        }
    }

    @Test func `who leaves takes the own part away, and the last one the room`() async throws {
        try await database.withServices { services in
            let one = PresenceStore(redis: services.redis, name: name + "-1")
            let two = PresenceStore(redis: services.redis, name: name + "-2")
            _ = try await one.exchange(report(Attendance(people: [anna])))
            _ = try await two.exchange(report(Attendance(people: [ben])))
            #expect(try await one.exchange(report(Attendance())) == [auction: Attendance(people: [ben])])
            #expect(try await two.exchange(report(Attendance(people: [ben]))) == [auction: Attendance()])
            _ = try await two.exchange(report(Attendance()))
            let key = RedisArgument.text(PresenceStore.key(of: auction))
            #expect(try await services.redis.command("EXISTS", key) == .integer(0))
        }
    }

    @Test
    func `a part whose lease is over is left out and removed, and the room's key ends with the last lease`()
        async throws
    {
        try await database.withServices { services in
            let key = RedisArgument.text(PresenceStore.key(of: auction))
            let store = PresenceStore(redis: services.redis, name: name)
            _ = try await store.exchange(report(Attendance(people: [anna])))
            // As a loop that was killed a while ago left it, beside one that is alive.
            try await services.redis.command("HSET", key, "dead", "1000 0 2")
            #expect(try await store.exchange(report(Attendance(people: [anna]))) == [auction: Attendance()])
            #expect(try await services.redis.command("HEXISTS", key, "dead") == .integer(0))
            let left = try await services.redis.command("PTTL", key).integer ?? 0
            #expect((1...PresenceStore.leaseMilliseconds).contains(left))
        }
    }

    @Test func `many rooms in one exchange come back each with its own`() async throws {
        try await database.withServices { services in
            let rooms = (0..<300).map { AuctionID(auction.rawValue + Int64($0) * 1_000_000_000_000) }
            let one = PresenceStore(redis: services.redis, name: name + "-1")
            let two = PresenceStore(redis: services.redis, name: name + "-2")
            func reports(_ factor: Int) -> [PresenceStore.Report] {
                rooms.enumerated().map { index, room in
                    .init(auction: room, own: Attendance(anonymous: index * factor), isNews: false)
                }
            }
            _ = try await one.exchange(reports(1))
            let heard = try await two.exchange(reports(2))
            #expect(heard.count == 300)
            #expect(rooms.enumerated().allSatisfy { heard[$1]?.anonymous == $0 })
            _ = try await one.exchange(rooms.map { .init(auction: $0, own: Attendance(), isNews: false) })
            _ = try await two.exchange(rooms.map { .init(auction: $0, own: Attendance(), isNews: false) })
        }
    }

    @Test func `what cannot be read counts for nobody`() {
        #expect(Attendance(text: "x 1 -2 0 y 3") == Attendance(people: [UserID(1), UserID(3)]))
        #expect(Attendance(text: "") == Attendance())
        #expect(Attendance(text: "-5 7") == Attendance(people: [UserID(7)]))
        let attendance = Attendance(people: [anna, ben], anonymous: 3)
        #expect(Attendance(text: attendance.text[...]) == attendance)
    }
}
