@testable import Shared

extension AuctionFilter {
    static func sample(
        _ scope: Scope = .everybody, status: AuctionStatus? = nil, category: String? = nil,
        prices: ClosedRange<Money>? = nil, search: String? = nil
    ) -> AuctionFilter {
        var filter = AuctionFilter()
        filter.scope = scope
        filter.status = status
        filter.category = category
        filter.lowestPrice = prices?.lowerBound
        filter.highestPrice = prices?.upperBound
        if let search {
            var checks = FieldChecks()
            filter.search = SearchText(search, checks: &checks)
        }
        return filter
    }
}
