import HTTPServer
import Shared

/// `GET /auctions?status=&category=&q=&minPrice=&maxPrice=&sort=&cursor=&limit=`
struct ListAuctions: Sendable {
    let answers: AuctionAnswers

    func run(_ request: RoutedRequest) async throws -> Response {
        var parameters = try QueryParameters(request.request)
        var filter = AuctionFilter()
        filter.status = parameters.choice("status", AuctionStatus.self)
        filter.category = parameters.text("category")
        parameters.checks.text("category", filter.category, count: 1...40)
        filter.lowestPrice = parameters.price("minPrice")
        filter.highestPrice = parameters.price("maxPrice")
        if let lowest = filter.lowestPrice, let highest = filter.highestPrice, lowest > highest {
            parameters.checks.refuse("maxPrice", code: "range", "must not be less than minPrice")
        }
        if let text = parameters.text("q") { filter.search = SearchText(text, checks: &parameters.checks) }
        let sort = parameters.choice("sort", AuctionSort.self) ?? .newest
        let query = parameters.page(of: filter, sort: sort)
        try parameters.checks.finish()
        return try await answers.list(request, query)
    }
}

extension QueryParameters {
    /// The amount; nil if there is none, and noted if it is out of range.
    fileprivate mutating func price(_ name: String) -> Money? {
        text(name) == nil ? nil : number(name, default: 0, in: moneyRange)
    }

    /// The page of a list that `limit` and `cursor` ask for.
    mutating func page(of filter: AuctionFilter, sort: AuctionSort) -> AuctionQuery {
        let first = AuctionQuery(filter, sort: sort, limit: limit())
        return cursor { first.after($0) } ?? first
    }
}
