import EventLoops
import Postgres

/// A text message to a phone.
package struct TextMessage: Sendable {
    /// In E.164: `+` and digits.
    package let to: String
    package let text: String
    /// The code that stands in the text, for those who read an outbox.
    package let code: String
    package let at: Timestamp

    package init(to: String, text: String, code: String, at: Timestamp) {
        self.to = to
        self.text = text
        self.code = code
        self.at = at
    }
}

/// Somebody who takes text messages and delivers them.
package protocol TextProvider: Sendable {
    /// As metrics and logs call it.
    var name: String { get }

    /// Hands the message over; that it was taken does not mean that it arrives. Throws `TextRefused`,
    /// `HTTPClientError`, and what `BlockingWork.run` throws.
    func send(_ message: TextMessage, on loop: EventLoop) async throws
}

/// The provider answered something else than that it took the message. Carries nothing of the message,
/// nor of the provider's own words, which may quote it.
package struct TextRefused: Error, Equatable, CustomStringConvertible {
    /// The HTTP status.
    package let status: Int
    /// The provider's code, such as `ValidationError`.
    package let code: String?

    init(status: Int, code: String?) {
        self.status = status
        self.code = code
    }

    /// Both providers name the code of an error `errorCode`, and that of a message `statusCode`.
    init(status: Int, body: [UInt8]) {
        let text = String(decoding: body, as: UTF8.self)
        let found = text.firstMatch(
            of: /"(?:errorCode|statusCode)"\s*:\s*"?([A-Za-z_][\w.\-]{0,39}|\d{1,6})\b/)
        self.init(status: status, code: found.map { String($0.1) })
    }

    package var description: String { "status \(status), code \(code ?? "unknown")" }
}
