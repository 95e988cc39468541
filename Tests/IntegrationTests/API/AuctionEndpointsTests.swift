import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct AuctionEndpointsTests {
    private let database = TestDatabase.current
    private let draft = #"{"title":"Guitar","description":"","category":"music","startPrice":1000}"#

    @Test func `what is listed can be read, alone and in the list`() async throws {
        try await database.withApplication { [draft] api, pool in
            let seller = try await pool.samplePerson()
            let created = await api.post("/api/v1/auctions", draft, as: seller)
            #expect(created.status == 201)
            let id = created.json["id"] as? Int ?? 0
            let shown = await api.get("/api/v1/auctions/\(id)")
            #expect(shown.status == 200)
            #expect(shown.response.body == created.response.body)
            let list = await api.get("/api/v1/auctions?category=music&status=live&sort=newest&limit=1")
            #expect(items(list.response.body).first?["id"] as? Int == id)
        }
    }

    @Test func `listing needs a token, JSON, and good fields`() async throws {
        try await database.withApplication { [draft] api, pool in
            let seller = try await pool.samplePerson()
            let path = "/api/v1/auctions"
            #expect(await api.post(path, draft).status == 401)
            #expect(await api.send("POST", path, as: seller, body: draft).status == 415)
            #expect(await api.post(path, "{", as: seller).status == 400)
            #expect(await api.post(path, "[]", as: seller).status == 400)
            let bad = await api.post(path, #"{"title":7,"category":"boats","startPrice":-1}"#, as: seller)
            #expect(bad.status == 422)
            #expect(Set(bad.fields) == ["title", "description", "startPrice"])
            let long = #"{"title":"\#(String(repeating: "a", count: 70_000))"}"#
            #expect(await api.post(path, long, as: seller).status == 413)
            let key = await api.post(path, draft, as: seller, headers: [("Idempotency-Key", "7")])
            #expect(key.status == 422)
        }
    }

    @Test func `the same key answers the same again`() async throws {
        try await database.withApplication { [draft] api, pool in
            let seller = try await pool.samplePerson()
            let key = [("Idempotency-Key", "\(PostgresUUID.random())")]
            let first = await api.post("/api/v1/auctions", draft, as: seller, headers: key)
            let again = await api.post("/api/v1/auctions", draft, as: seller, headers: key)
            #expect(again.status == 201)
            #expect(again.response.body == first.response.body)
            let other = draft.replacingOccurrences(of: "1000", with: "2000")
            let mismatch = await api.post("/api/v1/auctions", other, as: seller, headers: key)
            #expect(mismatch.status == 422)
            #expect(mismatch.code == "idempotency.mismatch")
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "sort=best", "status=gone", "cursor=x", "category="])
    func `a list names the parameter it cannot use`(query: String) async throws {
        try await database.withApplication { api, _ in
            let answer = await api.get("/api/v1/auctions?" + query)
            #expect(answer.status == 422)
            #expect(answer.fields == [String(query.prefix { $0 != "=" })])
        }
    }

    @Test func `a cursor goes on in its own list only`() async throws {
        try await database.withApplication { api, pool in
            _ = try await pool.sampleAuctions(3, by: pool.samplePerson())
            let first = await api.get("/api/v1/auctions?status=live&limit=1")
            let next = first.json["next"] as? String ?? ""
            let second = await api.get("/api/v1/auctions?status=live&limit=1&cursor=\(next)")
            #expect(second.status == 200)
            #expect(items(second.response.body).count == 1)
            #expect(second.response.body != first.response.body)
            #expect(await api.get("/api/v1/auctions?limit=1&cursor=\(next)").status == 422)
        }
    }

    @Test func `categories come in both languages`() async throws {
        try await database.withApplication { api, _ in
            let answer = await api.get("/api/v1/categories")
            let all = items(answer.response.body)
            #expect(all.count == 17)
            #expect(
                all.first as? [String: String] == ["id": "electronics", "ko": "디지털기기", "en": "Electronics"])
            #expect(answer.json["next"] is NSNull)
        }
    }

    @Test(arguments: ["0", "-1", "x", "99999999999999999999", "123456789012345678"])
    func `an auction that is not there is not found, whatever is asked of it`(id: String) async throws {
        try await database.withApplication { api, pool in
            let person = try await pool.samplePerson()
            for part in ["", "/bids", "/messages", "/events"] {
                #expect(await api.get("/api/v1/auctions/\(id)\(part)").status == 404, "\(part)")
            }
            let bid = await api.post("/api/v1/auctions/\(id)/bids", #"{"amount":1}"#, as: person)
            #expect(bid.status == 404)
        }
    }
}
