import HTTPServer
import Shared

/// `POST /sessions`: signs in.
struct OpenSession: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let login: Input<String>
        let password: Input<String>

        init(_ object: borrowing JSONObject) {
            login = object.text("login")
            password = object.text("password")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let login = checks.required("login", form.login)
        let password = checks.required("password", form.password)
        let (name, secret) = try checks.finish(login, password)
        let signedIn = try await accounts.signIn.run(login: name, password: secret, from: request.client)
        return .signedIn(signedIn, keys: accounts.keys, to: request)
    }
}
