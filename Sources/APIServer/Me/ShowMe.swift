import HTTPServer
import Shared

/// `GET /me`
struct ShowMe: Sendable {
    let accounts: AccountServices

    func run(_ request: RoutedRequest) async throws -> Response {
        let member = try await accounts.membership.own(try request.signedIn())
        return .json(member.json(withPhone: true)).notStored
    }
}
