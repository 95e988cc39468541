import HTTPServer
import Shared

/// `PATCH /me`: the name, the picture, or both.
struct ChangeMe: Sendable {
    let accounts: AccountServices

    struct Form: JSONReadable, Sendable {
        let username: Input<String>
        let imageId: Input<Int64>
        /// `null` takes the picture away; without the field it stays.
        let removesImage: Bool

        init(_ object: borrowing JSONObject) {
            username = object.text("username")
            imageId = object.integer("imageId")
            removesImage = object.isNull("imageId")
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        let username = checks.username("username", checks.optional("username", form.username))
        let image = checks.optional("imageId", form.imageId)
        try checks.finish()
        let member = try await accounts.membership.change(
            person, username: username, image: image, removesImage: form.removesImage, from: request.client)
        return .json(member.json(withPhone: true)).notStored
    }
}
