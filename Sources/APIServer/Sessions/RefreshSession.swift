import HTTPServer
import Shared

/// `POST /sessions/refresh`, with the token in the body or in the cookie.
struct RefreshSession: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let refreshToken: Input<String>

        init(_ object: borrowing JSONObject) { refreshToken = object.text("refreshToken") }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let form = try await request.optionalObject(Form.self)
        var checks = FieldChecks()
        let sent = form.flatMap { checks.optional("refreshToken", $0.refreshToken) }
        try checks.finish()
        guard let text = sent ?? RefreshCookie.read(request.request), let token = RefreshToken(text) else {
            throw Problem.unauthenticated
        }
        let signedIn = try await accounts.sessions.refresh(token, from: request.client)
        return .signedIn(signedIn, keys: accounts.keys, to: request)
    }
}
