import HTTPServer
import Shared

/// `PUT /me/phone`
struct ChangePhone: Sendable {
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
        let token = try request.signedInToken()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let proof = checks.required("verificationToken", form.verificationToken)
        let password = checks.required("password", form.password)
        let (number, secret) = try checks.finish(proof, password)
        try await accounts.membership.changePhone(
            token.user, session: token.session, proof: number, password: secret, from: request.client)
        return .noContent
    }
}
