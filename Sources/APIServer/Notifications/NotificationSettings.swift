import HTTPServer
import Shared

/// `GET /notifications/settings`
struct ShowNotificationSettings: Sendable {
    let notifications: Notifications

    func run(_ request: RoutedRequest) async throws -> Response {
        .json(try await notifications.settings(of: try request.signedIn())).notStored
    }
}

/// `PATCH /notifications/settings`: what is left out stays as it is.
struct ChangeNotificationSettings: Sendable {
    let notifications: Notifications

    struct Form: JSONReadable, Sendable {
        let switches: [NotificationKind: Input<Bool>]

        init(_ object: borrowing JSONObject) {
            var switches: [NotificationKind: Input<Bool>] = [:]
            for kind in NotificationKind.allCases { switches[kind] = object.boolean(kind.name) }
            self.switches = switches
        }
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let form = try await request.object(Form.self)
        var checks = FieldChecks()
        var switches: [NotificationKind: Bool] = [:]
        for kind in NotificationKind.allCases {
            switches[kind] = checks.optional(kind.rawValue, form.switches[kind] ?? .absent)
        }
        try checks.finish()
        return .json(try await notifications.change(of: person, switches)).notStored
    }
}
