import Cryptography
import HTTPClient
import HTTPServer
import Postgres
import Testing

@testable import Shared

struct SolapiTextsTests {
    private func provider(_ url: String, secret: String = "solapi secret") -> SolapiTexts {
        SolapiTexts(
            url: url, key: "NCSAYU7YDBXYORXC", secret: secret, sender: "+82 2-123-4567", client: .sample())
    }

    /// Checks what the provider's documentation says of the header field, then takes the message.
    private func application(_ inbox: Inbox) -> Application {
        { request in
            let field = request.headers["Authorization"] ?? ""
            let form =
                /HMAC-SHA256 apiKey=NCSAYU7YDBXYORXC, date=([0-9T:.\-]+Z), salt=([0-9a-f]{12,64}), signature=([0-9a-f]{64})/
            guard let parts = field.wholeMatch(of: form), let date = Timestamp(parts.1),
                abs(Timestamp.now().milliseconds - date.milliseconds) < 15 * 60 * 1000,
                String(parts.3)
                    == Hex.encode(hmacSHA256(key: Array("solapi secret".utf8), "\(parts.1)\(parts.2)".utf8))
            else {
                return Response(403, #"{"errorCode":"SignatureDoesNotMatch","errorMessage":"Wrong."}"#)
            }
            guard request.path == "/messages/v4/send", request.method == "POST",
                request.headers["Content-Type"] == "application/json"
            else { return Response(404, #"{"errorCode":"ResourceNotFound","errorMessage":"None."}"#) }
            inbox.append(try await request.body.collect(upTo: 4096))
            return Response(200, #"{"groupId":"G","to":"01012345678","statusCode":"2000","country":"82"}"#)
        }
    }

    /// Computed with Python's `hmac`; date and salt are the documentation's.
    @Test func `the signature is that of date and salt`() {
        let field = SolapiTexts.authorization(
            key: "K", secret: Array("solapi secret".utf8), date: "2019-07-01T00:41:48Z",
            salt: "jqsba2jxjnrjor")
        #expect(
            field == "HMAC-SHA256 apiKey=K, date=2019-07-01T00:41:48Z, salt=jqsba2jxjnrjor, "
                + "signature=6d22c15bdae7acde48dec7a88c036aa1a04e7bed68f685d52964f669a5e0dee5")
    }

    @Test func `a message is signed and taken`() async throws {
        let inbox = Inbox()
        try await withProvider(application(inbox)) { url, loop in
            try await provider(url).send(.sample(), on: loop)
            try await provider(url).send(.sample(to: "+14155550123"), on: loop)
        }
        #expect(
            inbox.bodies == [
                #"{"message":{"to":"01012345678","from":"021234567","text":"[Hands-up] 인증번호 012345","#
                    + #""type":"SMS"}}"#,
                #"{"message":{"to":"4155550123","from":"021234567","text":"[Hands-up] 인증번호 012345","#
                    + #""type":"SMS","country":"1"}}"#,
            ])
    }

    @Test func `a wrong secret is refused, with the provider's code`() async throws {
        try await withProvider(application(Inbox())) { url, loop in
            await #expect(throws: TextRefused(status: 403, code: "SignatureDoesNotMatch")) {
                try await provider(url, secret: "another").send(.sample(), on: loop)
            }
        }
    }

    @Test(arguments: [
        (
            200, #"{"to":"01012345678","statusCode":"1062","statusMessage":"01012345678 is not allowed"}"#,
            "1062"
        ),
        (200, "{}", nil), (200, "", nil),
        (
            400, #"{"errorCode": "ValidationError", "errorMessage": "\"01012345678\" is wrong"}"#,
            "ValidationError"
        ),
        (500, #"{"errorCode":"01012345678"}"#, nil),
    ])
    func `any other answer is an error that tells nothing of the message`(
        _ status: Int, _ body: String, _ code: String?
    ) async throws {
        let application: Application = { _ in Response(status, body) }
        try await withProvider(application) { url, loop in
            await #expect(throws: TextRefused(status: status, code: code)) {
                try await provider(url).send(.sample(), on: loop)
            }
        }
    }
}
