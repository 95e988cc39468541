import Postgres
import Testing

@testable import Shared

struct BiddingTests {
    @Test func `the first bid needs the start price, each later one the increment`() throws {
        var bidding = Bidding.sample(startPrice: 1000)
        #expect(throws: Bidding.Rejection.tooLow(minimum: 1000)) { try bidding.place(999, by: .anna) }
        try bidding.place(1000, by: .anna)
        #expect(throws: Bidding.Rejection.tooLow(minimum: 1100)) { try bidding.place(1099, by: .ben) }
        try bidding.place(1100, by: .ben)
        #expect(bidding.price == 1100)
        #expect(bidding.lead?.bidder == .ben)
        #expect(bidding.bidCount == 2)
        #expect(bidding.seq == 3)
    }

    @Test func `a standing maximum beats a lower bid at the least price that wins`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        #expect(bidding.price == 1000)
        let judgement = try bidding.place(2000, by: .ben)
        guard case .placed(let bid, let maximum, outbid: true, extended: false) = judgement else {
            Issue.record("\(judgement)")
            return
        }
        #expect(bid.amount == 2000)
        #expect(maximum == 2000)
        #expect(bidding.price == 2100)
        #expect(bidding.lead?.bidder == .anna)
    }

    @Test func `of equal maxima the earlier leads, and both are visible then`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        try bidding.place(1100, upTo: 5000, by: .ben)
        #expect(bidding.lead?.bidder == .anna)
        #expect(bidding.price == 5000)
    }

    @Test func `a higher maximum pays one increment above the one it beat`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        try bidding.place(1100, upTo: 9000, by: .ben)
        #expect(bidding.lead?.bidder == .ben)
        #expect(bidding.price == 5100)
        #expect(bidding.lead?.bid.amount == 5100)
    }

    @Test func `a maximum below the next increment is paid in full`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        try bidding.place(1100, upTo: 5050, by: .ben)
        #expect(bidding.price == 5050)
        #expect(bidding.lead?.maximum == 5050)
    }

    @Test func `raising one's own maximum moves neither the price nor the log`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        let before = bidding
        let judgement = try bidding.place(1100, upTo: 8000, by: .anna)
        #expect(judgement == .raised(try #require(before.lead).bid))
        #expect(bidding.price == before.price)
        #expect(bidding.seq == before.seq)
        #expect(bidding.bidCount == before.bidCount)
        #expect(bidding.lead?.maximum == 8000)
        try bidding.place(1100, upTo: 2000, by: .anna)
        #expect(bidding.lead?.maximum == 8000)
    }

    @Test func `a leader may bid openly against nobody, the maximum stays`() throws {
        var bidding = Bidding.sample()
        try bidding.place(1000, upTo: 5000, by: .anna)
        try bidding.place(1500, by: .anna)
        #expect(bidding.price == 1500)
        #expect(bidding.lead?.maximum == 5000)
    }

    @Test func `sellers cannot bid`() {
        var bidding = Bidding.sample()
        #expect(throws: Bidding.Rejection.ownAuction) { try bidding.place(1000, by: .seller) }
    }

    @Test(arguments: [
        (AuctionStatus.upcoming, Bidding.Rejection.notLive), (.cancelled, .notLive), (.ended, .ended),
    ])
    func `only a live auction takes bids`(status: AuctionStatus, rejection: Bidding.Rejection) {
        var bidding = Bidding.sample(status: status)
        #expect(throws: rejection) { try bidding.place(1000, by: .anna) }
    }

    @Test func `the last microsecond counts, the end itself does not`() throws {
        var bidding = Bidding.sample(softCloseSeconds: 0)
        let end = bidding.endsAt
        #expect(throws: Bidding.Rejection.ended) { try bidding.place(1000, by: .anna, at: end) }
        try bidding.place(1000, by: .anna, at: Timestamp(microseconds: end.microseconds - 1))
        #expect(bidding.endsAt == end)
    }

    @Test func `a late bid leaves as many seconds as soft close says, and takes its own seq`() throws {
        var bidding = Bidding.sample(softCloseSeconds: 10)
        let now = bidding.endsAt.adding(seconds: -3)
        try bidding.place(1000, by: .anna, at: now)
        #expect(bidding.endsAt == now.adding(seconds: 10))
        #expect(bidding.seq == 3)
    }

    @Test func `soft close stops 20 minutes beyond the first end`() throws {
        var bidding = Bidding.sample(softCloseSeconds: 600)
        let latest = bidding.firstEndsAt.adding(seconds: 1200)
        for _ in 0..<10 {
            try bidding.place(bidding.minimum, by: .anna, at: bidding.endsAt.adding(milliseconds: -1))
        }
        #expect(bidding.endsAt == latest)
        #expect(throws: Bidding.Rejection.ended) { try bidding.place(9_999_999, by: .ben, at: latest) }
    }
}
