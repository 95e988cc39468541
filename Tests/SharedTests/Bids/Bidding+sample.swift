import Postgres

@testable import Shared

extension Timestamp {
    /// 2026-11-22T12:00:00Z, from which samples count.
    static let noon = Timestamp(milliseconds: 1_795_348_800_000)
    func adding(seconds: Int64) -> Timestamp { adding(milliseconds: seconds * 1000) }
}

extension UserID {
    static let seller = UserID(1)
    static let anna = UserID(2)
    static let ben = UserID(3)
    static let cleo = UserID(4)
}

extension Bidding {
    /// A live auction of the seller's, from noon on for 20 minutes, its start already in the log.
    static func sample(
        startPrice: Money = 1000, softCloseSeconds: Int = 10, status: AuctionStatus = .live
    ) -> Bidding {
        let end = Timestamp.noon.adding(seconds: 1200)
        return Bidding(
            seller: .seller, startPrice: startPrice, firstEndsAt: end, softCloseSeconds: softCloseSeconds,
            status: status, endsAt: end, seq: 1)
    }

    /// A bid a minute after noon.
    @discardableResult
    mutating func place(
        _ amount: Money, upTo maximum: Money? = nil, by bidder: UserID, at now: Timestamp? = nil
    ) throws -> Judgement {
        guard let offer = Offer(amount: amount, maximum: maximum) else { throw Problem.notFound }
        return try place(offer, by: bidder, at: now ?? .noon.adding(seconds: 60))
    }
}
