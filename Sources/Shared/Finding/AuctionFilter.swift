/// Which auctions a list shows. Cancelled ones only where their status is asked for.
package struct AuctionFilter: Hashable, Sendable {
    /// Whose auctions.
    package enum Scope: Hashable, Sendable {
        case everybody
        case selling(UserID)
        case won(UserID)
        case liked(UserID)
        /// Those in which the person has bid.
        case bidding(UserID)
    }

    package var scope = Scope.everybody
    package var status: AuctionStatus?
    package var category: String?
    /// Bounds of the current price, both included.
    package var lowestPrice: Money?
    package var highestPrice: Money?
    package var search: SearchText?

    package init() {}

    /// One text for equal filters, for cursors.
    var identity: String {
        let parts: [String] = [
            "\(scope)", status?.rawValue ?? "", category ?? "", lowestPrice?.description ?? "",
            highestPrice?.description ?? "", search?.text ?? "",
        ]
        return parts.joined(separator: "\u{1F}")
    }
}
