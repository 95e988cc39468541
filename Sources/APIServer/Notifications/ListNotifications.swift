import HTTPServer
import Shared

/// `GET /notifications`, newest first.
struct ListNotifications: Sendable {
    let notifications: Notifications

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        var parameters = try QueryParameters(request.request)
        let limit = parameters.limit()
        let cursor = parameters.cursor { Notifications.cursor($0, of: person) }
        try parameters.checks.finish()
        return .json(try await notifications.list(of: person, before: cursor, limit: limit)).notStored
    }
}
