import HTTPServer
import Shared

/// `GET /usernames/{username}`: whether a form may offer the name.
struct CheckUsername: Sendable {
    let accounts: AccountServices

    func run(_ request: RoutedRequest) async throws -> Response {
        var checks = FieldChecks()
        let username = checks.username("username", try request.text())
        let isAvailable = try await accounts.signUp.isAvailable(try checks.finish(username))
        var json = JSONWriter()
        json.object { $0.field("available", isAvailable) }
        return .json(json.bytes).notStored
    }
}
