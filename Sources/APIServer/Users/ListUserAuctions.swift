import HTTPServer
import Shared

/// `GET /users/{id}/auctions?role=selling|won|liked&status=&cursor=&limit=`
struct ListUserAuctions: Sendable {
    /// What the person did with the auctions.
    private enum Role: String {
        case selling, won, liked
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
        }
        let query = parameters.page(of: filter, sort: .newest)
        try parameters.checks.finish()
        if role == .liked {
            guard try request.signedIn() == person else {
                throw Problem(.forbidden, "forbidden", "What others like is theirs to know.")
            }
        } else {
            _ = try await membership.member(person)
        }
        return try await answers.list(request, query)
    }
}
