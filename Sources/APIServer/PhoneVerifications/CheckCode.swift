import HTTPServer
import Shared

/// `POST /phone-verifications/{id}/check`
struct CheckCode: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let code: Input<String>

        init(_ object: borrowing JSONObject) { code = object.text("code") }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let id = try request.text()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let code = checks.required("code", form.code)
        if let code, !(code.utf8.count == 6 && code.utf8.allSatisfy { (48...57).contains($0) }) {
            checks.refuse("code", code: "format", "must be six digits")
        }
        let proof = try await accounts.verifications.check(try checks.finish(code), of: id)
        var json = JSONWriter()
        json.object {
            $0.field("verificationToken", proof.token)
            $0.field("expiresAt", proof.expiresAt)
        }
        return .json(json.bytes).notStored
    }
}
