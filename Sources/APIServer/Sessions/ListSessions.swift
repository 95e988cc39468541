import HTTPServer
import Shared

/// `GET /sessions`: the caller's devices.
struct ListSessions: Sendable {
    let accounts: AccountServices

    func run(_ request: RoutedRequest) async throws -> Response {
        let token = try request.signedInToken()
        return .json(try await accounts.sessions.list(of: token.user, current: token.session)).notStored
    }
}
