import HTTPServer
import Shared

/// `POST /users`
struct SignUpUser: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let username: Input<String>
        let password: Input<String>
        let verificationToken: Input<String>

        init(_ object: borrowing JSONObject) {
            username = object.text("username")
            password = object.text("password")
            verificationToken = object.text("verificationToken")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let username = checks.username("username", checks.required("username", form.username))
        let password = checks.required("password", form.password)
        checks.password("password", password)
        let proof = checks.required("verificationToken", form.verificationToken)
        let (name, secret, token) = try checks.finish(username, password, proof)
        let signedIn = try await accounts.signUp.run(
            name, password: secret, proof: token, from: request.client)
        return .signedIn(signedIn, keys: accounts.keys, to: request)
    }
}
