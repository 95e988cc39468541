import Postgres

@testable import Shared

/// The rules once more, as a person would explain them: keep every maximum that anybody ever gave,
/// and work out leader and price from the whole list.
struct BiddingModel {
    struct Standing {
        let bidder: UserID
        let maximum: Money
        /// What was offered openly; nil where a leader only raised the own maximum.
        let open: Money?
        let seq: Int64
    }
    enum Outcome: Equatable {
        case refused(Bidding.Rejection)
        case raised
        case placed(amount: Money, outbid: Bool, extended: Bool)
    }

    let seller: UserID
    let startPrice: Money
    let status: AuctionStatus
    let softCloseSeconds: Int64
    let latestEnd: Timestamp
    private(set) var endsAt: Timestamp
    private(set) var standing: [Standing] = []
    private(set) var price: Money?
    private(set) var log: [Int64]

    init(_ start: Bidding) {
        seller = start.seller
        startPrice = start.startPrice
        status = start.status
        softCloseSeconds = Int64(start.softCloseSeconds)
        latestEnd = start.firstEndsAt.adding(seconds: 20 * 60)
        endsAt = start.endsAt
        log = Array(1...start.seq)
    }

    /// The highest maximum; of equal ones the earliest.
    var best: Standing? {
        let highest = standing.map(\.maximum).max()
        return standing.first { $0.maximum == highest }
    }

    var minimum: Money { price.map { $0 + Self.increment($0) } ?? startPrice }

    mutating func chat() -> Int64 {
        log.append(log.count == 0 ? 1 : log[log.count - 1] + 1)
        return log[log.count - 1]
    }

    mutating func place(_ offer: Offer, by bidder: UserID, at now: Timestamp) -> Outcome {
        if now >= endsAt || status == .ended { return .refused(.ended) }
        if status != .live { return .refused(.notLive) }
        if bidder == seller { return .refused(.ownAuction) }
        if offer.amount < minimum { return .refused(.tooLow(minimum: minimum)) }
        let highest = offer.maximum ?? offer.amount
        if best?.bidder == bidder, offer.maximum != nil {
            standing.append(Standing(bidder: bidder, maximum: highest, open: nil, seq: log.last ?? 0))
            return .raised
        }
        let seq = chat()
        standing.append(Standing(bidder: bidder, maximum: highest, open: offer.amount, seq: seq))
        let leads = best?.bidder == bidder
        price = visiblePrice
        let wanted = min(now.adding(seconds: softCloseSeconds), latestEnd)
        let isExtended = wanted > endsAt
        if isExtended {
            endsAt = wanted
            _ = chat()
        }
        return .placed(amount: leads ? price ?? 0 : offer.amount, outbid: !leads, extended: isExtended)
    }

    /// One increment above the best of all others, but not above the leader's own maximum, and not
    /// below what the leader offered openly.
    private var visiblePrice: Money? {
        guard let best else { return nil }
        let open = standing.filter { $0.bidder == best.bidder }.compactMap(\.open).max() ?? 0
        guard let rival = standing.filter({ $0.bidder != best.bidder }).map(\.maximum).max() else {
            return open
        }
        return max(open, min(best.maximum, rival + Self.increment(rival)))
    }

    /// The table of the rules, row by row.
    static func increment(_ price: Money) -> Money {
        let rows: [(below: Money, step: Money)] = [
            (10_000, 100), (100_000, 500), (1_000_000, 1_000), (10_000_000, 10_000),
        ]
        return rows.first { price < $0.below }?.step ?? 100_000
    }
}
