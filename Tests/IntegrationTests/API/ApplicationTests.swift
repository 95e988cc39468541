import Foundation
import Postgres
import Testing

@testable import Shared

/// What every address has in common.
@Suite(.servers, .database, .serialized) struct ApplicationTests {
    private let database = TestDatabase.current

    @Test func `unknown addresses and methods are told apart`() async throws {
        try await database.withApplication { api, _ in
            for path in [
                "/", "/api/v1", "/api/v1/auction", "/api/v1/auctions/1/likes/2", "/api/v1/auctions/",
            ] {
                #expect(await api.get(path).status == 404, "\(path)")
            }
            let wrong = await api.send("PUT", "/api/v1/auctions")
            #expect(wrong.status == 405)
            #expect(wrong.response.headers["Allow"] == "GET, POST, HEAD")
            #expect(await api.send("HEAD", "/api/v1/categories").status == 200)
        }
    }

    @Test func `a bad token is refused everywhere, also where none is needed`() async throws {
        try await database.withApplication { api, _ in
            let expired = "Bearer " + api.token(UserID(1), expiresIn: -1)
            for value in ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer a b", expired] {
                let answer = await api.get("/api/v1/categories", headers: [("Authorization", value)])
                #expect(answer.status == 401, "\(value)")
                #expect(answer.response.headers["WWW-Authenticate"] == "Bearer")
            }
            let good = "bearer " + api.token(UserID(1))
            #expect(await api.get("/api/v1/categories", headers: [("authorization", good)]).status == 200)
        }
    }

    @Test func `every answer has a request id, the client's own if it is a good one`() async throws {
        try await database.withApplication { api, _ in
            let own = await api.get("/healthz", headers: [("X-Request-Id", "my-id.1_A")])
            #expect(own.response.headers["X-Request-Id"] == "my-id.1_A")
            for bad in ["", "a b", "é", "<script>", String(repeating: "a", count: 65)] {
                let answer = await api.get("/nowhere", headers: [("X-Request-Id", bad)])
                let id = answer.response.headers["X-Request-Id"] ?? ""
                #expect(id != bad && !id.isEmpty)
                #expect(answer.json["requestId"] as? String == id)
            }
            let (first, second) = (await api.get("/healthz"), await api.get("/healthz"))
            #expect(first.response.headers["X-Request-Id"] != second.response.headers["X-Request-Id"])
        }
    }

    @Test func `health, readiness and metrics answer`() async throws {
        try await database.withApplication { api, _ in
            #expect(await api.get("/healthz").status == 200)
            #expect(await api.get("/readyz").status == 200)
            let text = String(decoding: await api.get("/metrics").response.body, as: UTF8.self)
            #expect(
                text.contains(
                    #"handsup_http_request_duration_seconds_count{route="GET /healthz",status="200"} 1"#))
        }
    }

    @Test func `without a database everything says so, with when to ask again`() async throws {
        try await database.withApplication { api, _ in
            let person = UserID(1)
            await api.services.pool.stop()
            for path in ["/readyz", "/api/v1/auctions", "/api/v1/auctions/1", "/api/v1/categories"] {
                let answer = await api.get(path)
                #expect(answer.status == 503, "\(path)")
                #expect(answer.response.headers["Retry-After"] != nil)
            }
            let bid = await api.post("/api/v1/auctions/1/bids", #"{"amount":1000}"#, as: person)
            #expect(bid.status == 503)
            #expect(bid.code == "unavailable")
            #expect(await api.get("/healthz").status == 200)
        }
    }
}
