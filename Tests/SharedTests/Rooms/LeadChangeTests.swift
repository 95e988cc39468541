import Postgres
import TestSupport
import Testing

@testable import Shared

/// Who is told that others lead now: all who led at some time in a batch, and do not at its end.
struct LeadChangeTests {
    private func change(_ requests: [RoomRequest], after: [RoomRequest] = []) -> LeadChange? {
        var before = RoomBatch.sample()
        for request in after { _ = before.judge(request) }
        var batch = RoomBatch(
            auction: before.auction, bidding: before.bidding, now: before.now, profiles: before.profiles,
            earlier: [:])
        for request in requests { _ = batch.judge(request) }
        return batch.leadChange
    }

    @Test func `nobody loses what nobody had`() {
        #expect(change([]) == nil)
        #expect(change([.bid(1000, by: .anna)]) == nil)
        #expect(change([.bid(1000, by: .anna), .bid(1100, by: .anna)]) == nil)
        #expect(change([.chat("hello", by: .ben)], after: [.bid(1000, by: .anna)]) == nil)
    }

    @Test func `a leader of before and one of the batch itself are told`() {
        let first = [RoomRequest.bid(1000, by: .anna)]
        #expect(change([.bid(1100, by: .ben)], after: first) == LeadChange(outbid: [.anna], leader: .ben))
        #expect(
            change([.bid(1100, by: .ben), .bid(1200, by: .cleo)], after: first)
                == LeadChange(outbid: [.anna, .ben], leader: .cleo))
    }

    @Test func `who leads again at the end is not told`() {
        #expect(
            change([.bid(1100, by: .ben), .bid(1200, by: .anna)], after: [.bid(1000, by: .anna)])
                == LeadChange(outbid: [.ben], leader: .anna))
    }

    @Test func `who is beaten at once by a maximum never led`() {
        let first = [RoomRequest.bid(1000, upTo: 9000, by: .anna)]
        #expect(change([.bid(2000, by: .ben), .bid(3000, by: .cleo)], after: first) == nil)
        #expect(change([.bid(1100, upTo: 9900, by: .anna)], after: first) == nil)
    }

    @Test func `random batches go as a list of leaders says`() throws {
        try forEachSeed(2000) { random in
            var batch = RoomBatch.sample()
            let people = [UserID.anna, .ben, .cleo, .seller]
            for _ in 0..<Int.random(in: 0...3, using: &random) { _ = bid(&batch, &random, people) }
            batch = RoomBatch(
                auction: batch.auction, bidding: batch.bidding, now: batch.now, profiles: batch.profiles,
                earlier: [:])
            var leaders = [batch.bidding.lead?.bidder]
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                _ = bid(&batch, &random, people)
                leaders.append(batch.bidding.lead?.bidder)
            }
            let last = leaders[leaders.count - 1]
            let lost = Set(leaders.compactMap { $0 }.filter { $0 != last }).sorted()
            try check(
                (batch.leadChange?.outbid ?? []) == lost, "\(leaders): \(batch.leadChange?.outbid ?? [])")
            try check(batch.leadChange.map { $0.leader == last } ?? true, "another leader than \(leaders)")
        }
    }

    private func bid(
        _ batch: inout RoomBatch, _ random: inout SeededGenerator, _ people: [UserID]
    ) -> RoomBatch.Outcome {
        let amount = batch.bidding.minimum + random.pick([-100, 0, 0, 100, 1000])
        let maximum: Money? = random.chance(40) ? amount + random.pick([0, 100, 2000]) : nil
        return batch.judge(.bid(amount, upTo: maximum, by: random.pick(people)))
    }
}
