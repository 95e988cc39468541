import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct NotificationsTests {
    private let database = TestDatabase.current

    /// Somebody who was told of so many auctions that did not sell.
    private func withTold(
        _ count: Int, _ body: @Sendable (LoopServices, UserID) async throws -> Void
    ) async throws {
        try await database.withServices { services in
            let person = try await services.pool.samplePerson()
            _ = try await services.pool.sampleAuctions(count, by: person, endsIn: -1)
            let due = DueAuctions(pool: services.pool, publisher: services.publisher)
            while try await due.settle().ended > 0 {}
            try await body(services, person)
        }
    }

    private func list(
        _ services: LoopServices, _ person: UserID, _ cursor: String? = nil, limit: Int = 20
    ) async throws -> [String: Any] {
        object(
            try await services.notifications.list(
                of: person, before: cursor.flatMap { Notifications.cursor($0, of: person) }, limit: limit))
    }

    @Test func `the list is paged, newest first, and counts what is unread`() async throws {
        try await withTold(7) { services, person in
            var ids: [Int64] = []
            var cursor: String?
            repeat {
                let page = try await list(services, person, cursor, limit: 3)
                #expect(page["unread"] as? Int == 7)
                ids += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int64 }
                cursor = page["next"] as? String
            } while cursor != nil
            #expect(ids.count == 7)
            #expect(ids == ids.sorted(by: >))
            #expect(
                Notifications.cursor(RoomHistory.Cursor.encode(1, of: "notifications-0"), of: person) == nil)
            let nobody = try await list(services, try await services.pool.samplePerson())
            #expect(nobody["unread"] as? Int == 0)
            #expect((nobody["items"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func `reading goes up to an id, and the sockets are told`() async throws {
        try await withTold(5) { [database] services, person in
            let listener = try await PersonalListener([person], services, database)
            let ids = items(
                try await services.notifications.list(of: person, before: nil, limit: 10)
            ).compactMap { $0["id"] as? Int64 }
            try await services.notifications.markRead(upTo: ids[2], by: person)
            let page = try await list(services, person)
            #expect(
                (page["items"] as? [[String: Any]])?.compactMap { $0["read"] as? Bool } == [
                    false, false, true, true, true,
                ])
            let told = await listener.next(1)[0].json
            #expect(told["type"] as? String == "notificationsRead")
            #expect(told["upTo"] as? Int64 == ids[2])
            #expect(told["unread"] as? Int == 2)
            #expect(told["ids"] == nil)
            await listener.stop()
        }
    }

    @Test func `a row that is being replaced is passed over, not waited for`() async throws {
        try await withTold(2) { services, person in
            let newest = try await services.pool.number(
                "SELECT max(id) FROM notification WHERE person_id = \(person.rawValue)")
            try await services.pool.transaction { transaction in
                try await transaction.run("SELECT 1 FROM notification WHERE id = \(newest) FOR UPDATE")
                try await services.notifications.markRead(upTo: .max, by: person)
            }
            #expect(try await services.pool.told(person) == ["unsold", "unsold*"])
        }
    }

    @Test func `what is counted has a bound`() async throws {
        try await withTold(120) { services, person async throws in
            #expect(try await list(services, person)["unread"] as? Int == 100)
        }
    }

    @Test func `kinds are switched off and on again, one by one`() async throws {
        try await database.withServices { services in
            let (notifications, person) = (services.notifications, try await services.pool.samplePerson())
            func switches(_ json: [UInt8]) -> [String: Bool] { object(json) as? [String: Bool] ?? [:] }
            let all = switches(try await notifications.settings(of: person))
            #expect(all.count == 8)
            #expect(all.values.allSatisfy { $0 })
            let off = switches(try await notifications.change(of: person, [.outbid: false, .won: false]))
            #expect(off.filter { !$0.value }.map(\.key).sorted() == ["outbid", "won"])
            _ = try await notifications.change(of: person, [.outbid: false])
            let on = switches(try await notifications.change(of: person, [.won: true]))
            #expect(on.filter { !$0.value }.map(\.key) == ["outbid"])
            #expect(switches(try await notifications.change(of: person, [:])) == on)
            await #expect(throws: Problem.unauthenticated) {
                _ = try await notifications.settings(of: UserID(999_999_999))
            }
        }
    }

    @Test func `the end of an auction is told to winner and seller, with their trade, unless switched off`()
        async throws
    {
        try await database.withServices { [database] services in
            let pool = services.pool
            let people = try await pool.samplePeople(3)
            let auctions = try await pool.sampleAuctions(2, by: people[0])
            _ = try await services.notifications.change(of: people[2], [.won: false])
            let listener = try await PersonalListener(Array(people[0...1]), services, database)
            for (auction, bidder) in zip(auctions, people.dropFirst()) {
                _ = try await services.writer.submit(.bid(1000, by: bidder, in: auction))
            }
            _ = try await pool.query("UPDATE auction SET ends_at = now(), first_ends_at = now()")
            let due = DueAuctions(pool: pool, publisher: services.publisher, personal: services.personal)
            #expect(try await due.settle().ended == 2)
            #expect(try await pool.told(people[0]) == ["sold", "sold"])
            #expect(try await pool.told(people[1]) == ["won"])
            #expect(try await pool.told(people[2]) == [])
            let pushed = await listener.next(3)
            #expect(Set(pushed.compactMap { $0.json["kind"] as? String }) == ["won", "sold"])
            let won = try #require(pushed.first { $0.person == people[1] }).json
            #expect((won["partner"] as? [String: Any])?["id"] as? Int64 == people[0].rawValue)
            #expect(won["trade"] as? Int64 != nil)
            #expect(won["price"] as? Int == 1000)
            await listener.stop()
        }
    }
}
