import Cryptography
import HTTPClient
import HTTPServer
import Postgres
import Testing

@testable import Shared

struct SensTextsTests {
    private static let service = "ncp:sms:kr:123456789012:hands-up"

    private func provider(_ url: String, secret: String = "sens secret") -> SensTexts {
        SensTexts(
            url: url, service: Self.service, accessKey: "ACCESSKEY", secret: secret, sender: "02-123-4567",
            client: .sample())
    }

    /// Checks what the provider's documentation says of the header fields, then takes the message.
    private func application(_ inbox: Inbox) -> Application {
        { request in
            let time = request.headers["x-ncp-apigw-timestamp"] ?? ""
            let key = request.headers["x-ncp-iam-access-key"] ?? ""
            let signed = "\(request.method) \(request.path)\n\(time)\n\(key)"
            let expected = Base64.encode(hmacSHA256(key: Array("sens secret".utf8), signed.utf8))
            let age = Timestamp.now().milliseconds - (Int64(time) ?? 0)
            guard request.headers["x-ncp-apigw-signature-v2"] == expected, key == "ACCESSKEY",
                abs(age) < 5 * 60 * 1000
            else {
                return Response(401, #"{"error":{"errorCode":"200","message":"Authentication Failed"}}"#)
            }
            guard request.path == "/sms/v2/services/\(Self.service)/messages", request.method == "POST",
                request.headers["Content-Type"] == "application/json; charset=utf-8"
            else { return Response(404, #"{"error":{"errorCode":"300","message":"Not Found Exception"}}"#) }
            inbox.append(try await request.body.collect(upTo: 4096))
            return Response(202, #"{"requestId":"R","statusCode":"202","statusName":"success"}"#)
        }
    }

    /// Computed with `openssl dgst -sha256 -hmac 'sens secret' -binary | base64`.
    @Test func `the signature is that of method, path, time and key`() {
        let signature = SensTexts.signature(
            path: "/sms/v2/services/ncp:sms:kr:123456789012:hands-up/messages", time: "1790000000123",
            accessKey: "ACCESSKEY", secret: Array("sens secret".utf8))
        #expect(signature == "MzcffRR8SwnZRUhvKy6f2wYCdQVilfGU2zElRGKArrM=")
    }

    @Test(arguments: ["", "/"])
    func `a message is signed and taken`(_ ending: String) async throws {
        let inbox = Inbox()
        try await withProvider(application(inbox)) { url, loop in
            try await provider(url + ending).send(.sample(), on: loop)
        }
        #expect(
            inbox.bodies == [
                #"{"type":"SMS","contentType":"COMM","countryCode":"82","from":"021234567","#
                    + #""content":"[Hands-up] 인증번호 012345","messages":[{"to":"01012345678"}]}"#
            ])
    }

    @Test func `a wrong secret is refused, with the provider's code`() async throws {
        let inbox = Inbox()
        try await withProvider(application(inbox)) { url, loop in
            await #expect(throws: TextRefused(status: 401, code: "200")) {
                try await provider(url, secret: "another").send(.sample(), on: loop)
            }
        }
        #expect(inbox.bodies.isEmpty)
    }

    @Test(arguments: [200, 301, 400, 500])
    func `any status but 202 is an error`(_ status: Int) async throws {
        let application: Application = { _ in Response(status, "no JSON with 01012345678") }
        try await withProvider(application) { url, loop in
            await #expect(throws: TextRefused(status: status, code: nil)) {
                try await provider(url).send(.sample(), on: loop)
            }
        }
    }
}
