import Foundation
import Postgres
import Testing

@testable import Shared

struct TradeEntryTests {
    private let author = PublicProfile(id: .anna, username: "anna")

    @Test func `a message tells who wrote what, and nothing of states`() throws {
        let entry = TradeEntry(
            trade: TradeID(5), seq: 3, at: .noon, author: author, text: "“\"\n",
            images: Array(#"[{"id":9}]"#.utf8))
        let message = entry.message(to: .ben)
        #expect(message.person == .ben)
        #expect(message.key == .trade(TradeID(5), seq: 3))
        let json = try object(message.text)
        #expect(Set(json.keys) == ["type", "trade", "seq", "kind", "author", "text", "images", "at"])
        #expect(json["type"] as? String == "trade")
        #expect(json["kind"] as? String == "message")
        #expect(json["text"] as? String == "“\"\n")
        #expect((json["images"] as? [[String: Any]])?[0]["id"] as? Int == 9)
    }

    @Test func `a move tells how the trade stands after it`() throws {
        let proposal = TradeProgress.Proposal(state: .agreed, by: .anna, at: .noon)
        for (progress, isProposed) in [
            (TradeProgress(proposal: proposal), true), (TradeProgress(state: .agreed), false),
        ] {
            let entry = TradeEntry(trade: TradeID(5), seq: 4, at: .noon, author: author, progress: progress)
            let json = try object(entry.message(to: .ben).text)
            #expect(json["kind"] as? String == "state")
            #expect(json["text"] as? String == "")
            #expect(json["images"] as? [Int] == [])
            #expect(json["state"] as? String == progress.state.rawValue)
            let proposed = json["proposal"] as? [String: Any]
            #expect(proposed?["state"] as? String == (isProposed ? "agreed" : nil))
            #expect(proposed?["by"] as? Int64 == (isProposed ? 2 : nil))
        }
    }
}
