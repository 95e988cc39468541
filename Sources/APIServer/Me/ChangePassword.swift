import HTTPServer
import Shared

/// `PUT /me/password`: ends all other sessions.
struct ChangePassword: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let current: Input<String>
        let new: Input<String>

        init(_ object: borrowing JSONObject) {
            current = object.text("current")
            new = object.text("new")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let token = try request.signedInToken()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let current = checks.required("current", form.current)
        let new = checks.required("new", form.new)
        checks.password("new", new)
        let (old, next) = try checks.finish(current, new)
        try await accounts.membership.changePassword(
            token.user, session: token.session, current: old, new: next, from: request.client)
        return .noContent
    }
}
