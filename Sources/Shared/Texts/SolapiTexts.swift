import Cryptography
import EventLoops
import HTTPClient
import Postgres

/// SOLAPI, messages API v4.
/// Source: docs.solapi.com/api-reference/messages/sendsimplemessage and
/// developers.solapi.dev/references/authentication/api-key.
package struct SolapiTexts: TextProvider {
    package let name = "solapi"
    private let url: String
    private let key: String
    private let secret: [UInt8]
    private let sender: String
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: `https://api.solapi.com`, or what stands in for it.
    ///   - sender: a number that was registered with the provider.
    package init(url: String, key: String, secret: String, sender: String, client: HTTPClient) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
        self.secret = Array(secret.utf8)
        self.sender = DialledNumber(sender).national
        self.client = client
    }

    package func send(_ message: TextMessage, on loop: EventLoop) async throws {
        // Refused if more than 15 minutes off, and if the same signature comes again: 12 to 64 bytes of salt.
        let authorization = Self.authorization(
            key: key, secret: secret, date: Timestamp.now().description, salt: Hex.encode(randomBytes(16)))
        let request = OutgoingRequest(
            method: "POST", url: url + "/messages/v4/send",
            headers: [("Content-Type", "application/json"), ("Authorization", authorization)],
            body: json(message))
        let answer = try await client.send(request, on: loop)
        // 2000: taken, to be handed to the carrier. Others are messages that were stored and not sent.
        guard answer.status == 200, JSONInput.decode(Answer.self, from: answer.body)?.statusCode == "2000"
        else { throw TextRefused(status: answer.status, body: answer.body) }
    }

    static func authorization(key: String, secret: [UInt8], date: String, salt: String) -> String {
        let signature = Hex.encode(hmacSHA256(key: secret, (date + salt).utf8))
        return "HMAC-SHA256 apiKey=\(key), date=\(date), salt=\(salt), signature=\(signature)"
    }

    private func json(_ message: TextMessage) -> [UInt8] {
        let number = DialledNumber(message.to)
        var json = JSONWriter()
        json.object {
            $0.field("message") { json in
                json.object {
                    $0.field("to", number.national)
                    $0.field("from", sender)
                    $0.field("text", message.text)
                    $0.field("type", "SMS")
                    if number.country != DialledNumber.korea { $0.field("country", number.country) }
                }
            }
        }
        return json.bytes
    }

    private struct Answer: JSONReadable {
        let statusCode: String?

        init(_ object: borrowing JSONObject) { statusCode = object.text("statusCode").known }
    }
}
