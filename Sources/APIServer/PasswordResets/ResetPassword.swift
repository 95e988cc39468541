import HTTPServer
import Shared

/// `POST /password-resets`: a new password for who proved the number; ends all sessions.
struct ResetPassword: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let verificationToken: Input<String>
        let password: Input<String>

        init(_ object: borrowing JSONObject) {
            verificationToken = object.text("verificationToken")
            password = object.text("password")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let proof = checks.required("verificationToken", form.verificationToken)
        let password = checks.required("password", form.password)
        checks.password("password", password)
        let (number, secret) = try checks.finish(proof, password)
        try await accounts.membership.resetPassword(secret, proof: number, from: request.client)
        return .noContent
    }
}
