import HTTPServer
import Shared

/// `DELETE /sessions/{id}`, `DELETE /sessions/current`, and `DELETE /sessions` for all but the caller's.
struct EndSessions: Sendable {
    let accounts: AccountServices

    func one(_ request: RoutedRequest) async throws -> Response {
        let token = try request.signedInToken()
        let session: SessionID = try request.id()
        let count = try await accounts.sessions.end(
            .one(session), of: token.user, from: request.client)
        guard count > 0 else { throw Problem.notFound }
        return session == token.session ? .signedOut : .noContent
    }

    func current(_ request: RoutedRequest) async throws -> Response {
        let token = try request.signedInToken()
        _ = try await accounts.sessions.end(.one(token.session), of: token.user, from: request.client)
        return .signedOut
    }

    func others(_ request: RoutedRequest) async throws -> Response {
        let token = try request.signedInToken()
        _ = try await accounts.sessions.end(.allBut(token.session), of: token.user, from: request.client)
        return .noContent
    }
}
