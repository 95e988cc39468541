import Foundation
import Postgres
import Testing

@testable import Shared

struct RoomBatchTests {
    private var batch = RoomBatch.sample()

    @Test mutating func `bids and chat lines share one log, in order of arrival`() throws {
        let outcomes = [
            batch.judge(.bid(1000, by: .anna)), batch.judge(.chat("hello", by: .ben)),
            batch.judge(.bid(1100, by: .cleo)), batch.judge(.bid(1100, by: .ben)),
        ]
        #expect(outcomes.map(\.code) == ["ok", "ok", "ok", "bid.tooLow"])
        #expect(batch.events.map(\.seq) == [2, 3, 4])
        #expect(batch.events.map(\.kind) == [.bid, .chat, .bid])
        #expect(batch.bids.map(\.bid.seq) == [2, 4])
        #expect(batch.bids.map(\.price) == [1000, 1100])
    }

    @Test mutating func `a late bid's event is followed by its extension`() throws {
        batch = .sample(now: Bidding.sample().endsAt.adding(seconds: -1))
        _ = batch.judge(.bid(1000, by: .anna))
        #expect(batch.events.map(\.kind) == [.bid, .extended])
        #expect(batch.events.map(\.seq) == [2, 3])
        let bodies = try batch.events.map { try object($0.body) }
        #expect(bodies[0]["endsAt"] as? String == bodies[1]["endsAt"] as? String)
        #expect(bodies[0]["endsAt"] as? String == "\(batch.bidding.endsAt)")
    }

    @Test mutating func `a bid is answered with what everybody sees, never with a maximum`() throws {
        let reply = try batch.judge(.bid(1000, upTo: 77_777, by: .anna)).get()
        let json = try object(reply)
        #expect(json["price"] as? Int == 1000)
        #expect(json["outbid"] as? Bool == false)
        #expect((json["leader"] as? [String: Any])?["username"] as? String == "anna")
        let bid = try #require(json["bid"] as? [String: Any])
        #expect(bid["amount"] as? Int == 1000)
        #expect(bid["seq"] as? Int == 2)
        #expect(bid["auction"] as? Int == 5)
        let said = [reply] + batch.events.map(\.body)
        #expect(!said.contains { String(decoding: $0, as: UTF8.self).contains("77777") })
    }

    @Test mutating func `who is outbid at once is told so, and by whom`() throws {
        _ = batch.judge(.bid(1000, upTo: 5000, by: .anna))
        let json = try object(try batch.judge(.bid(2000, by: .ben)).get())
        #expect(json["outbid"] as? Bool == true)
        #expect(json["price"] as? Int == 2100)
        #expect((json["leader"] as? [String: Any])?["username"] as? String == "anna")
    }

    @Test mutating func `a raised maximum is kept without an event`() throws {
        _ = batch.judge(.bid(1000, by: .anna))
        let before = batch.events
        let json = try object(try batch.judge(.bid(1100, upTo: 9000, by: .anna)).get())
        #expect((json["bid"] as? [String: Any])?["seq"] as? Int == 2)
        #expect(json["price"] as? Int == 1000)
        #expect(batch.events == before)
        #expect(batch.hasRaised)
        #expect(!batch.isUnchanged)
    }

    @Test mutating func `the same key and request answer the same again, inside of a batch too`() throws {
        let first = batch.judge(.bid(1000, by: .anna, key: 1))
        let between = batch.judge(.bid(1100, by: .ben, key: 1))
        let again = batch.judge(.bid(1000, by: .anna, key: 1))
        #expect(try first.get() == again.get())
        #expect(try first.get() != between.get())
        #expect(batch.events.count == 2)
        #expect(batch.kept.count == 2)
    }

    @Test mutating func `the same key for another request is a mismatch`() {
        _ = batch.judge(.bid(1000, by: .anna, key: 1))
        #expect(batch.judge(.bid(1100, by: .anna, key: 1)).code == "idempotency.mismatch")
        #expect(batch.judge(.bid(1000, upTo: 2000, by: .anna, key: 1)).code == "idempotency.mismatch")
        #expect(batch.judge(.chat("hello", by: .anna, key: 1)).code == "ok")
    }

    @Test mutating func `what was refused leaves its key free`() {
        #expect(batch.judge(.bid(10, by: .anna, key: 1)).code == "bid.tooLow")
        #expect(batch.judge(.bid(1000, by: .anna, key: 1)).code == "ok")
    }

    @Test func `what was answered earlier is answered again, even after the end`() {
        let request = RoomRequest.bid(1000, by: .anna, key: 1)
        let accepted = request.accepted
        let id = RoomBatch.KeyID(person: .anna, kind: .bid, key: PostgresUUID(high: 0, low: 1))
        var batch = RoomBatch.sample(
            status: .ended, earlier: [id: .init(fingerprint: accepted?.fingerprint ?? "", reply: [1, 2, 3])])
        #expect(batch.judge(request) == .success([1, 2, 3]))
        #expect(batch.isUnchanged)
    }

    @Test mutating func `who is nobody is not signed in`() {
        #expect(batch.judge(.bid(1000, by: UserID(99))).code == "unauthenticated")
    }

    @Test func `chat goes on after the end, not in a cancelled auction`() {
        var ended = RoomBatch.sample(status: .ended)
        #expect(ended.judge(.chat("thanks", by: .ben)).code == "ok")
        #expect(ended.judge(.bid(1000, by: .ben)).code == "bid.ended")
        var cancelled = RoomBatch.sample(status: .cancelled)
        #expect(cancelled.judge(.chat("hello", by: .ben)).code == "chat.closed")
    }

    @Test mutating func `a chat line's event and answer carry the text as it was`() throws {
        let text = "“\"\\\u{1F600}\n"
        let reply = try object(try batch.judge(.chat(text, by: .ben)).get())
        #expect((reply["message"] as? [String: Any])?["text"] as? String == text)
        #expect(try object(batch.events[0].body)["text"] as? String == text)
    }

    @Test mutating func `refusals alone change nothing`() {
        _ = batch.judge(.bid(1, by: .anna))
        _ = batch.judge(.bid(1000, by: .seller))
        #expect(batch.isUnchanged)
    }
}
