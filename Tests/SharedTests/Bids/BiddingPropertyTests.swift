import Postgres
import TestSupport
import Testing

@testable import Shared

/// Random histories, judged by `Bidding` and by the naive model side by side.
struct BiddingPropertyTests {
    @Test func `thousands of random histories go as the naive model says`() throws {
        try forEachSeed(4000) { random in
            var history = History(&random)
            for _ in 0..<Int.random(in: 1...60, using: &random) { try history.step(&random) }
        }
    }
}

private struct History {
    var bidding: Bidding
    var model: BiddingModel
    var now: Timestamp
    let firstEnd: Timestamp
    private static let people = (1...6).map { UserID($0) }

    init(_ random: inout SeededGenerator) {
        let start: Money = random.pick([0, 100, 1000, 9_900, 99_500, 999_000, 9_990_000, 999_999_800_000])
        let status: AuctionStatus = random.chance(95) ? .live : random.pick(AuctionStatus.allCases)
        let softClose = random.pick([0, 1, 10, 60, 600])
        bidding = .sample(startPrice: start, softCloseSeconds: softClose, status: status)
        model = BiddingModel(bidding)
        firstEnd = bidding.endsAt
        now = .noon
    }

    mutating func step(_ random: inout SeededGenerator) throws {
        passTime(&random)
        if random.chance(10) {
            return try check(bidding.appendToLog() == model.chat(), "a chat line has another seq")
        }
        let bidder = random.pick(Self.people)
        guard let offer = offer(&random) else { return }
        let before = bidding
        let expected = model.place(offer, by: bidder, at: now)
        let actual = place(offer, by: bidder)
        let told = "\(offer) by \(bidder) at \(now)"
        try check(actual == expected, "\(told): \(actual), expected \(expected)")
        try compare(told)
        try checkInvariants(before: before, offer: offer, bidder: bidder, told)
    }

    /// Often into the last seconds, sometimes to the end itself or beyond.
    private mutating func passTime(_ random: inout SeededGenerator) {
        let left = bidding.endsAt.milliseconds - now.milliseconds
        switch Int.random(in: 0..<100, using: &random) {
        case ..<40: break
        case ..<70: now = now.adding(milliseconds: Int64.random(in: 0...60_000, using: &random))
        case ..<97 where left > 2000:
            let target = bidding.endsAt.adding(milliseconds: -Int64.random(in: 1...2000, using: &random))
            now = max(now, target)
        case ..<99: now = now.adding(milliseconds: 1)
        default: now = max(now, bidding.endsAt)
        }
    }

    /// Around the least possible amount, with maxima that often equal one that stands.
    private func offer(_ random: inout SeededGenerator) -> Offer? {
        let step = BiddingModel.increment(model.price ?? model.startPrice)
        let amount =
            model.minimum + random.pick([-step, -1, 0, 0, 0, 0, 1, step, step * 7, step * 100])
        guard random.chance(60) else { return Offer(amount: amount) }
        let rival = model.best?.maximum ?? amount
        let maximum = random.pick([amount, rival, rival + 1, rival - 1, rival + step, amount + step * 20])
        return Offer(amount: amount, maximum: maximum)
    }

    private mutating func place(_ offer: Offer, by bidder: UserID) -> BiddingModel.Outcome {
        do throws(Bidding.Rejection) {
            switch try bidding.place(offer, by: bidder, at: now) {
            case .raised: return .raised
            case .placed(let bid, _, let outbid, let extended):
                return .placed(amount: bid.amount, outbid: outbid, extended: extended)
            }
        } catch { return .refused(error) }
    }

    private func compare(_ told: String) throws {
        try check(bidding.price == model.price, "\(told): price \(bidding.price ?? -1)")
        try check(bidding.endsAt == model.endsAt, "\(told): ends at \(bidding.endsAt)")
        try check(bidding.seq == model.log.last, "\(told): the log's head is \(bidding.seq)")
        try check(bidding.lead?.bidder == model.best?.bidder, "\(told): \(String(describing: bidding.lead))")
        try check(bidding.lead?.maximum == model.best?.maximum, "\(told): another maximum leads")
        try check(bidding.bidCount == model.standing.count { $0.open != nil }, "\(told): the count of bids")
    }

    /// What must hold whatever the model says.
    private func checkInvariants(
        before: Bidding, offer: Offer, bidder: UserID, _ told: String
    ) throws {
        let isAccepted = bidding != before
        try check(bidding.price ?? 0 >= before.price ?? 0, "\(told): the price fell")
        try check(bidding.endsAt >= before.endsAt, "\(told): the end came nearer")
        try check(bidding.endsAt <= firstEnd.adding(seconds: 1200), "\(told): extended for too long")
        try check(bidding.price ?? 0 <= bidding.lead?.maximum ?? 0, "\(told): above the leader's maximum")
        if isAccepted {
            try check(now < before.endsAt && before.status == .live, "\(told): accepted out of time")
            try check(bidder != bidding.seller, "\(told): the seller's own bid")
        }
        if bidding.bidCount > before.bidCount {
            try check(offer.amount >= before.minimum, "\(told): below the increment")
            try check(bidding.price ?? 0 >= before.minimum, "\(told): the price rose by too little")
            let entries: Int64 = bidding.endsAt > before.endsAt ? 2 : 1
            try check(bidding.seq - before.seq == entries, "\(told): a gap in the log")
        } else {
            try check(bidding.seq == before.seq, "\(told): nothing happened, and the log moved")
            try check(bidding.price == before.price, "\(told): nothing happened, and the price moved")
        }
        try checkSecrecy(before: before, offer: offer, bidder: bidder, told)
    }

    /// A standing maximum shows only when somebody has reached it: the price stays within one
    /// increment above the best that anybody else was ready to pay, or what was openly offered.
    private func checkSecrecy(before: Bidding, offer: Offer, bidder: UserID, _ told: String) throws {
        guard let lead = bidding.lead, let price = bidding.price, price == lead.maximum else { return }
        let others = model.standing.filter { $0.bidder != lead.bidder }.map(\.maximum)
        let reached = others.contains { $0 + BiddingModel.increment($0) >= price }
        let isOpen = model.standing.contains { $0.bidder == lead.bidder && $0.open ?? 0 >= price }
        try check(reached || isOpen, "\(told): the leader's maximum is visible")
    }
}
