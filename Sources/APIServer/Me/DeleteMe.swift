import HTTPServer
import Shared

/// `DELETE /me`
struct DeleteMe: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let password: Input<String>

        init(_ object: borrowing JSONObject) { password = object.text("password") }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let password = checks.required("password", form.password)
        try await accounts.deletion.run(
            person, password: try checks.finish(password), from: request.client)
        return .signedOut
    }
}
