import HTTPServer
import Shared

/// `POST /phone-verifications`
struct SendCode: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let phone: Input<String>
        let purpose: Input<String>

        init(_ object: borrowing JSONObject) {
            phone = object.text("phone")
            purpose = object.text("purpose")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let phone = checks.phone(
            "phone", checks.required("phone", form.phone), countries: accounts.countries)
        let name = checks.required("purpose", form.purpose)
        let purpose = name.flatMap { VerificationPurpose(rawValue: $0) }
        if name != nil, purpose == nil {
            checks.refuse("purpose", code: "unknown", "is none of the known values")
        }
        let (number, use) = try checks.finish(phone, purpose)
        let sent = try await accounts.verifications.send(to: number, for: use, from: request.client.address)
        var json = JSONWriter()
        json.object {
            $0.field("id", sent.id)
            $0.field("expiresAt", sent.expiresAt)
            $0.field("resendAt", sent.resendAt)
        }
        return .json(json.bytes, status: 202)
    }
}
