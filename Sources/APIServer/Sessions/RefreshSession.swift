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
        do {
            let token = (sent ?? RefreshCookie.read(request.request)).flatMap { RefreshToken($0) }
            guard let token else { throw Problem.unauthenticated }
            let signedIn = try await accounts.sessions.refresh(token, from: request.client)
            return .signedIn(signedIn, keys: accounts.keys, to: request)
        } catch let problem as Problem where problem == .unauthenticated {
            // A browser need not keep what is no good any more.
            var response = problem.response(requestId: request.requestId)
            response.headers.append("Set-Cookie", RefreshCookie.clear)
            return response
        }
    }
}
