import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomEndpointsTests {
    private let database = TestDatabase.current

    /// A live auction and two people beside its seller.
    private func withRoom(
        _ body: @Sendable (SampleApplication, String, [UserID]) async throws -> Void
    ) async throws {
        try await database.withApplication { api, pool in
            let people = try await pool.samplePeople(3)
            let auction = try await pool.sampleAuction(by: people[0])
            try await body(api, "/api/v1/auctions/\(auction)", people)
        }
    }

    @Test func `a bid is answered, listed and logged`() async throws {
        try await withRoom { api, room, people in
            let bid = await api.post(room + "/bids", #"{"amount":1000,"maximum":987654321}"#, as: people[1])
            #expect(bid.status == 201)
            #expect(Set(bid.json.keys) == ["bid", "price", "leader", "endsAt", "outbid"])
            let listed = await api.get(room + "/bids")
            #expect(items(listed.response.body).count == 1)
            #expect(items(listed.response.body)[0]["amount"] as? Int == 1000)
            let log = await api.get(room + "/events?after=0")
            #expect(items(log.response.body).map { $0["kind"] as? String } == ["bid"])
            for answer in [bid, listed, log, await api.get(room)] {
                #expect(!String(decoding: answer.response.body, as: UTF8.self).contains(":987654321"))
            }
        }
    }

    @Test func `each refusal of a bid has its status and code`() async throws {
        try await withRoom { api, room, people in
            let path = room + "/bids"
            #expect(await api.post(path, #"{"amount":1000}"#).code == "unauthenticated")
            let low = await api.post(path, #"{"amount":999}"#, as: people[1])
            #expect(low.status == 409)
            #expect(low.code == "bid.tooLow")
            #expect(low.json["minimum"] as? Int == 1000)
            let own = await api.post(path, #"{"amount":1000}"#, as: people[0])
            #expect(own.status == 403)
            #expect(own.code == "bid.ownAuction")
            for body in [
                "{}", #"{"amount":"1000"}"#, #"{"amount":1000.5}"#, #"{"amount":-1}"#,
                #"{"amount":1000,"maximum":999}"#, #"{"amount":9223372036854775808}"#,
            ] {
                #expect(await api.post(path, body, as: people[1]).status == 422, "\(body)")
            }
            #expect(items(await api.get(path).response.body).isEmpty)
        }
    }

    @Test func `a key is one bid, over and over, and never another`() async throws {
        try await withRoom { api, room, people in
            let key = "\(PostgresUUID.random())"
            let first = await api.post(
                room + "/bids", #"{"amount":1000}"#, as: people[1], headers: [("Idempotency-Key", key)])
            let again = await api.post(
                room + "/bids", #"{ "amount" : 1000 }"#, as: people[1],
                headers: [("idempotency-key", key.uppercased())])
            #expect(again.status == 201)
            #expect(again.response.body == first.response.body)
            let other = await api.post(
                room + "/bids", #"{"amount":1100}"#, as: people[1], headers: [("Idempotency-Key", key)])
            #expect(other.code == "idempotency.mismatch")
        }
    }

    @Test func `a chat line is answered, listed and logged as it was written`() async throws {
        try await withRoom { api, room, people in
            let said = await api.post(room + "/messages", #"{"text":"안녕 \"👋\"\n"}"#, as: people[1])
            #expect(said.status == 201)
            let message = said.json["message"] as? [String: Any]
            #expect(message?["text"] as? String == "안녕 \"👋\"\n")
            let listed = items(await api.get(room + "/messages").response.body)
            #expect(listed.count == 1)
            #expect(listed[0]["text"] as? String == "안녕 \"👋\"\n")
            #expect(await api.post(room + "/messages", #"{"text":" "}"#, as: people[1]).fields == ["text"])
            #expect(await api.post(room + "/messages", #"{"text":"x"}"#).status == 401)
        }
    }

    @Test func `events go on behind a seq or a cursor`() async throws {
        try await withRoom { api, room, people in
            for text in ["a", "b", "c"] {
                _ = await api.post(room + "/messages", #"{"text":"\#(text)"}"#, as: people[1])
            }
            let behind = items(await api.get(room + "/events?after=1").response.body)
            #expect(behind.map { $0["seq"] as? Int } == [2, 3])
            let first = await api.get(room + "/events?limit=2")
            let next = first.json["next"] as? String ?? ""
            let rest = items(await api.get(room + "/events?cursor=\(next)").response.body)
            #expect(rest.map { $0["seq"] as? Int } == [3])
            #expect(await api.get(room + "/bids?cursor=\(next)").fields == ["cursor"])
            #expect(await api.get(room + "/events?after=-1").fields == ["after"])
        }
    }
}
