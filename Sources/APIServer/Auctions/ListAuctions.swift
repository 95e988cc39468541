import HTTPServer
import Shared

/// `GET /auctions?status=&category=&sort=&cursor=&limit=`
struct ListAuctions: Sendable {
    let auctions: AuctionReader

    func run(_ request: RoutedRequest) async throws -> Response {
        var parameters = try QueryParameters(request.request)
        let status = parameters.choice("status", AuctionStatus.self)
        let category = parameters.text("category")
        parameters.checks.text("category", category, count: 1...40)
        let sort = parameters.choice("sort", AuctionQuery.Sort.self) ?? .newest
        let first = AuctionQuery(status: status, category: category, sort: sort, limit: parameters.limit())
        let query = parameters.cursor { first.after($0) } ?? first
        try parameters.checks.finish()
        return .json(try await auctions.list(query))
    }
}
