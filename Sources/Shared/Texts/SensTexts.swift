import Cryptography
import EventLoops
import HTTPClient
import Postgres

/// Naver Cloud's "Simple & Easy Notification Service", SMS API v2.
/// Source: api.ncloud-docs.com/docs/sens-sms-send and /docs/common-ncpapi (the signature).
package struct SensTexts: TextProvider {
    package let name = "sens"
    private let url: String
    private let path: String
    private let accessKey: String
    private let secret: [UInt8]
    private let sender: String
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: `https://sens.apigw.ntruss.com`, or what stands in for it.
    ///   - service: the id of the SMS service, `ncp:sms:kr:…`.
    ///   - sender: a number that was registered with the provider.
    package init(
        url: String, service: String, accessKey: String, secret: String, sender: String, client: HTTPClient
    ) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        path = "/sms/v2/services/\(service)/messages"
        self.accessKey = accessKey
        self.secret = Array(secret.utf8)
        self.sender = DialledNumber(sender).national
        self.client = client
    }

    package func send(_ message: TextMessage, on loop: EventLoop) async throws {
        // The gateway refuses what is more than 5 minutes old, so this is the time of sending.
        let time = String(Timestamp.now().milliseconds)
        let request = OutgoingRequest(
            method: "POST", url: url + path,
            headers: [
                ("Content-Type", "application/json; charset=utf-8"),
                ("x-ncp-apigw-timestamp", time),
                ("x-ncp-iam-access-key", accessKey),
                (
                    "x-ncp-apigw-signature-v2",
                    Self.signature(path: path, time: time, accessKey: accessKey, secret: secret)
                ),
            ],
            body: json(message))
        let answer = try await client.send(request, on: loop)
        guard answer.status == 202 else { throw TextRefused(status: answer.status, body: answer.body) }
    }

    /// - Parameter time: milliseconds since 1970, as sent.
    static func signature(path: String, time: String, accessKey: String, secret: [UInt8]) -> String {
        Base64.encode(hmacSHA256(key: secret, "POST \(path)\n\(time)\n\(accessKey)".utf8))
    }

    private func json(_ message: TextMessage) -> [UInt8] {
        let number = DialledNumber(message.to)
        var json = JSONWriter()
        json.object {
            $0.field("type", "SMS")
            // `COMM`: no advertisement, so that none of the law's marks are added.
            $0.field("contentType", "COMM")
            $0.field("countryCode", number.country)
            $0.field("from", sender)
            $0.field("content", message.text)
            $0.field("messages") { json in
                json.array([number.national]) { json, to in json.object { $0.field("to", to) } }
            }
        }
        return json.bytes
    }
}
