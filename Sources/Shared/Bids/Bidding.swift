import Postgres

/// The part of an auction that bids change, and the rules by which they do.
///
/// A value without a clock or a database: whoever holds the auction's lock loads one, judges the bids
/// in order of arrival and stores what is left.
package struct Bidding: Sendable, Equatable {
    /// Who leads, up to which standing maximum, and by which bid.
    package struct Lead: Sendable, Equatable {
        package var bidder: UserID
        package var maximum: Money
        package var bid: Bid
    }

    /// A bid as everybody sees it.
    package struct Bid: Sendable, Equatable {
        package let seq: Int64
        package let bidder: UserID
        package let amount: Money
        package let at: Timestamp

        package init(seq: Int64, bidder: UserID, amount: Money, at: Timestamp) {
            self.seq = seq
            self.bidder = bidder
            self.amount = amount
            self.at = at
        }
    }

    /// docs/architecture.md, "A bid": soft close never moves the end further than this.
    package static let longestExtensionMilliseconds: Int64 = 20 * 60 * 1000

    package let seller: UserID
    package let startPrice: Money
    package let firstEndsAt: Timestamp
    package let softCloseSeconds: Int
    package let status: AuctionStatus
    package private(set) var endsAt: Timestamp
    package private(set) var price: Money?
    package private(set) var lead: Lead?
    package private(set) var bidCount: Int
    /// The head of the room's log.
    package private(set) var seq: Int64

    package init(
        seller: UserID, startPrice: Money, firstEndsAt: Timestamp, softCloseSeconds: Int,
        status: AuctionStatus, endsAt: Timestamp, price: Money? = nil, lead: Lead? = nil,
        bidCount: Int = 0, seq: Int64
    ) {
        self.seller = seller
        self.startPrice = startPrice
        self.firstEndsAt = firstEndsAt
        self.softCloseSeconds = softCloseSeconds
        self.status = status
        self.endsAt = endsAt
        self.price = price
        self.lead = lead
        self.bidCount = bidCount
        self.seq = seq
    }

    /// The least amount that the next bid must offer.
    package var minimum: Money {
        guard let price else { return startPrice }
        return price + bidIncrement(at: price)
    }

    /// Why a bid is refused, checked in the order: ended, not live, own auction, too low.
    package enum Rejection: Error, Equatable {
        case notLive
        case ended
        case ownAuction
        case tooLow(minimum: Money)
    }

    /// What an accepted bid did.
    package enum Judgement: Sendable, Equatable {
        /// A new bid in the log. `outbid`: another's standing maximum beat it at once.
        /// `extended`: the end moved; its own event follows at the next seq.
        case placed(Bid, maximum: Money, outbid: Bool, extended: Bool)
        /// The leader raised the own standing maximum: nobody sees it, nothing else changes.
        case raised(Bid)
    }

    /// Takes the next place in the log for something that is no bid.
    package mutating func appendToLog() -> Int64 {
        seq += 1
        return seq
    }

    /// Judges one bid at `now`, by the database's clock, and changes the state if it is accepted.
    package mutating func place(
        _ offer: Offer, by bidder: UserID, at now: Timestamp
    ) throws(Rejection) -> Judgement {
        guard now < endsAt, status != .ended else { throw .ended }
        guard status == .live else { throw .notLive }
        guard bidder != seller else { throw .ownAuction }
        guard offer.amount >= minimum else { throw .tooLow(minimum: minimum) }

        if var lead, lead.bidder == bidder, offer.maximum != nil {
            // Raising one's own maximum never raises the price; a lower one changes nothing.
            lead.maximum = max(lead.maximum, offer.ceiling)
            self.lead = lead
            return .raised(lead.bid)
        }
        return accept(offer, by: bidder, at: now)
    }

    private mutating func accept(_ offer: Offer, by bidder: UserID, at now: Timestamp) -> Judgement {
        let rival = lead?.bidder == bidder ? nil : lead
        let outbid = rival.map { $0.maximum >= offer.ceiling } ?? false
        let amount: Money
        if let rival, outbid {
            // The least with which the earlier maximum still wins.
            amount = offer.amount
            price = min(rival.maximum, offer.ceiling + bidIncrement(at: offer.ceiling))
        } else {
            let beaten = rival.map { $0.maximum + bidIncrement(at: $0.maximum) } ?? offer.amount
            amount = max(offer.amount, min(offer.ceiling, beaten))
            price = amount
        }
        bidCount += 1
        let bid = Bid(seq: appendToLog(), bidder: bidder, amount: amount, at: now)
        if !outbid {
            let own = lead?.bidder == bidder ? lead?.maximum ?? 0 : 0
            lead = Lead(bidder: bidder, maximum: max(own, offer.ceiling), bid: bid)
        }
        let extended = extend(at: now)
        return .placed(bid, maximum: offer.ceiling, outbid: outbid, extended: extended)
    }

    /// Soft close: a bid in the last seconds leaves as many seconds for an answer.
    private mutating func extend(at now: Timestamp) -> Bool {
        let limit = firstEndsAt.adding(milliseconds: Self.longestExtensionMilliseconds)
        let wanted = min(limit, now.adding(milliseconds: Int64(softCloseSeconds) * 1000))
        guard wanted > endsAt else { return false }
        endsAt = wanted
        seq += 1
        return true
    }
}
