import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct NotificationEndpointsTests {
    private let database = TestDatabase.current
    private let type = [("Content-Type", "application/json")]

    @Test func `who is outbid finds it in the list, and reads it`() async throws {
        try await database.withApplication { [type] api, pool in
            let people = try await pool.samplePeople(3)
            let auction = try await pool.sampleAuction(by: people[0])
            for (amount, person) in [(1000, people[1]), (1100, people[2])] {
                _ = await api.post("/api/v1/auctions/\(auction)/bids", #"{"amount":\#(amount)}"#, as: person)
            }
            let list = await api.get("/api/v1/notifications", as: people[1])
            #expect(list.response.headers["Cache-Control"] == "no-store")
            #expect(list.json["unread"] as? Int == 1)
            let item = items(list.response.body)[0]
            #expect(Set(item.keys) == ["id", "kind", "at", "read", "auction", "title", "imageUrl", "price"])
            #expect(item["kind"] as? String == "outbid")
            #expect(item["price"] as? Int == 1100)
            let read = await api.send(
                "PUT", "/api/v1/notifications/read", as: people[1], headers: type,
                body: #"{"upTo":\#(item["id"] as? Int ?? 0)}"#)
            #expect(read.status == 204)
            #expect(await api.get("/api/v1/notifications", as: people[1]).json["unread"] as? Int == 0)
            #expect(items(await api.get("/api/v1/notifications", as: people[2]).response.body).isEmpty)
        }
    }

    @Test func `switches are shown and changed`() async throws {
        try await database.withApplication { [type] api, pool in
            let (person, path) = (try await pool.samplePerson(), "/api/v1/notifications/settings")
            let names = NotificationKind.allCases.map(\.rawValue)
            #expect(Set(await api.get(path, as: person).json.keys) == Set(names))
            let changed = await api.send(
                "PATCH", path, as: person, headers: type, body: #"{"outbid":false,"other":1,"won":null}"#)
            #expect(changed.status == 200)
            #expect(changed.json["outbid"] as? Bool == false)
            #expect(changed.json["won"] as? Bool == true)
            let wrong = await api.send(
                "PATCH", path, as: person, headers: type, body: #"{"outbid":1,"won":"no"}"#)
            #expect(wrong.fields == ["outbid", "won"])
        }
    }

    @Test func `strangers are asked to sign in, and wrong fields are told`() async throws {
        try await database.withApplication { [type] api, pool in
            for (method, path) in [
                ("GET", ""), ("PUT", "/read"), ("GET", "/settings"), ("PATCH", "/settings"),
            ] {
                let answer = await api.send(
                    method, "/api/v1/notifications" + path, headers: type, body: #"{"upTo":1}"#)
                #expect(answer.status == 401)
            }
            let person = try await pool.samplePerson()
            for query in ["?cursor=x", "?limit=101"] {
                #expect(await api.get("/api/v1/notifications" + query, as: person).status == 422)
            }
            let foreign = RoomHistory.Cursor.encode(5, of: "notifications-1")
            #expect(await api.get("/api/v1/notifications?cursor=\(foreign)", as: person).fields == ["cursor"])
        }
    }

    @Test func `the auctions that one bids on are one's own to see, live ones first of all`() async throws {
        try await database.withApplication { api, pool in
            let people = try await pool.samplePeople(3)
            let auctions = try await pool.sampleAuctions(5, by: people[0])
            for auction in auctions {
                for step in 0..<3 {
                    _ = await api.post(
                        "/api/v1/auctions/\(auction)/bids", #"{"amount":\#(1000 + step * 100)}"#,
                        as: people[1 + step % 2])
                }
            }
            _ = try await pool.query("UPDATE auction SET status = 'ended' WHERE id = \(auctions[2].rawValue)")
            let path = "/api/v1/users/\(people[1])/auctions?role=bidding"
            var ids: [Int64] = []
            var next: String? = ""
            while let cursor = next {
                let page = await api.get(path + "&limit=3" + cursor, as: people[1])
                #expect(page.status == 200)
                ids += items(page.response.body).compactMap { $0["id"] as? Int64 }
                next = (page.json["next"] as? String).map { "&cursor=" + $0 }
            }
            #expect(ids == [4, 3, 1, 0].map { auctions[$0].rawValue })
            #expect(items(await api.get(path + "&status=ended", as: people[1]).response.body).count == 1)
            #expect(await api.get(path, as: people[2]).status == 403)
            #expect(await api.get(path).status == 401)
        }
    }
}
