import HTTPServer
import Shared

/// `PUT /notifications/read`
struct ReadNotifications: Sendable {
    let notifications: Notifications

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let mark = try await request.object(ReadMarkForm.self).checked()
        try await notifications.markRead(upTo: mark, by: person)
        return Response(status: 204).notStored
    }
}

/// How far something was read.
struct ReadMarkForm: JSONReadable, Sendable {
    private let upTo: Input<Int64>

    init(_ object: borrowing JSONObject) { upTo = object.integer("upTo") }

    /// Throws `invalid`.
    func checked() throws(Problem) -> Int64 {
        var checks = FieldChecks()
        let mark = checks.required("upTo", upTo)
        checks.number("upTo", mark, in: 0...Int64.max)
        return try checks.finish(mark)
    }
}
