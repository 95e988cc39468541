import HTTPServer
import Shared

/// `GET /users/{id}/auctions?role=selling|won|liked|bidding&status=&cursor=&limit=`
struct ListUserAuctions: Sendable {
    /// What the person did with the auctions.
    private enum Role: String {
        case selling, won, liked, bidding
    }

    let answers: AuctionAnswers
    let membership: Membership

    func run(_ request: RoutedRequest) async throws -> Response {
        let person: UserID = try request.id()
        var parameters = try QueryParameters(request.request)
        let role = parameters.choice("role", Role.self) ?? .selling
        var filter = AuctionFilter()
        filter.status = parameters.choice("status", AuctionStatus.self)
        switch role {
        case .selling: filter.scope = .selling(person)
        case .won: filter.scope = .won(person)
        case .liked: filter.scope = .liked(person)
        case .bidding:
            filter.scope = .bidding(person)
            filter.status = filter.status ?? .live
        }
        let query = parameters.page(of: filter, sort: .newest)
        try parameters.checks.finish()
        if role == .liked || role == .bidding {
            guard try request.signedIn() == person else {
                throw Problem(.forbidden, "forbidden", "What others like or bid on is theirs to know.")
            }
        } else {
            _ = try await membership.member(person)
        }
        return try await answers.list(request, query)
    }
}
