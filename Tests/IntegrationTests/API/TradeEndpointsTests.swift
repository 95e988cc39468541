import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct TradeEndpointsTests {
    private let database = TestDatabase.current

    private func withTrade(
        _ body: @Sendable (SampleApplication, SampleTrade, String) async throws -> Void
    ) async throws {
        try await database.withApplication { api, pool in
            let trade = try await pool.sampleTrade()
            try await body(api, trade, "/api/v1/trades/\(trade.id)")
        }
    }

    private func put(
        _ api: SampleApplication, _ path: String, _ json: String, as person: UserID
    ) async -> SampleApplication.Answer {
        await api.send("PUT", path, as: person, headers: [("Content-Type", "application/json")], body: json)
    }

    @Test func `a message is posted, listed, read and answered`() async throws {
        try await withTrade { api, trade, path in
            let posted = await api.post(path + "/messages", #"{"text":"hello"}"#, as: trade.seller)
            #expect(posted.status == 201)
            #expect(posted.response.headers["Cache-Control"] == "no-store")
            let entry = posted.json["message"] as? [String: Any] ?? [:]
            #expect(Set(entry.keys) == ["trade", "seq", "kind", "author", "text", "images", "at"])
            let listed = await api.get(path + "/messages", as: trade.winner)
            #expect((items(listed.response.body)[0] as NSDictionary).isEqual(entry as NSDictionary))
            let list = await api.get("/api/v1/trades", as: trade.winner)
            #expect(list.json["unread"] as? Int == 1)
            #expect(items(list.response.body)[0]["unreadCount"] as? Int == 1)
            #expect(await put(api, path + "/read", #"{"upTo":1}"#, as: trade.winner).status == 204)
            let seen = await api.get(path, as: trade.winner)
            #expect(seen.json["readUpTo"] as? Int == 1)
            #expect(
                Set(seen.json.keys) == [
                    "id", "auction", "role", "partner", "state", "proposal", "moves", "lastMessage",
                    "unreadCount",
                    "readUpTo", "partnerReadUpTo", "seq", "at", "createdAt",
                ])
        }
    }

    @Test func `a key is one message, over and over`() async throws {
        try await withTrade { api, trade, path in
            let key = [("Idempotency-Key", "\(PostgresUUID.random())")]
            let first = await api.post(path + "/messages", #"{"text":"a"}"#, as: trade.seller, headers: key)
            let again = await api.post(path + "/messages", #"{"text":"a"}"#, as: trade.seller, headers: key)
            #expect(first.response.body == again.response.body)
            let other = await api.post(path + "/messages", #"{"text":"b"}"#, as: trade.seller, headers: key)
            #expect(other.status == 422)
            #expect(other.code == "idempotency.mismatch")
        }
    }

    @Test func `a state is moved by both`() async throws {
        try await withTrade { api, trade, path in
            let early = await put(api, path + "/state", #"{"state":"done"}"#, as: trade.seller)
            #expect(early.status == 409)
            #expect(early.code == "trade.notAgreed")
            let proposed = await put(api, path + "/state", #"{"state":"agreed"}"#, as: trade.seller)
            #expect(proposed.status == 200)
            #expect((proposed.json["proposal"] as? [String: Any])?["by"] as? Int64 == trade.seller.rawValue)
            let agreed = await put(api, path + "/state", #"{"state":"agreed"}"#, as: trade.winner)
            #expect(agreed.json["state"] as? String == "agreed")
            #expect(agreed.json["moves"] as? [String] == ["done", "cancelled"])
            #expect(agreed.json["role"] as? String == "winner")
        }
    }

    @Test func `wrong fields are told, strangers find nothing, nobody reads without a name`() async throws {
        try await withTrade { api, trade, path in
            let wrong: [(String, String, String, String)] = [
                ("POST", "/messages", "{}", "text"), ("POST", "/messages", #"{"text":7}"#, "text"),
                ("POST", "/messages", #"{"text":"a","imageIds":[0]}"#, "imageIds"),
                ("PUT", "/read", "{}", "upTo"), ("PUT", "/read", #"{"upTo":-1}"#, "upTo"),
                ("PUT", "/state", "{}", "state"), ("PUT", "/state", #"{"state":"sold"}"#, "state"),
                ("GET", "/messages?after=-1", "", "after"), ("GET", "/messages?cursor=x", "", "cursor"),
                ("GET", "/messages?limit=0", "", "limit"),
            ]
            let type = [("Content-Type", "application/json")]
            for (method, end, body, field) in wrong {
                let answer = await api.send(method, path + end, as: trade.seller, headers: type, body: body)
                #expect(answer.status == 422, "\(method) \(end) \(body)")
                #expect(answer.fields == [field], "\(method) \(end) \(body)")
            }
            let stranger = try await api.services.pool.samplePerson()
            for (method, end, body) in [
                ("GET", "", ""), ("GET", "/messages", ""), ("POST", "/messages", #"{"text":"a"}"#),
                ("PUT", "/read", #"{"upTo":1}"#), ("PUT", "/state", #"{"state":"agreed"}"#),
            ] {
                #expect(
                    await api.send(method, path + end, as: stranger, headers: type, body: body).status == 404)
                #expect(await api.send(method, path + end, headers: type, body: body).status == 401)
            }
            #expect(await api.get("/api/v1/trades").status == 401)
            #expect(await api.get("/api/v1/trades?cursor=x", as: trade.seller).fields == ["cursor"])
            #expect(await api.get("/api/v1/trades/x", as: trade.seller).status == 404)
        }
    }
}
