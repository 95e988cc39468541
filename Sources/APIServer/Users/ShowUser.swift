import HTTPServer
import Shared

/// `GET /users/{id}`
struct ShowUser: Sendable {
    let accounts: AccountServices

    func run(_ request: RoutedRequest) async throws -> Response {
        .json(try await accounts.membership.member(try request.id()).json(withPhone: false))
    }
}
