import HTTPServer
import Testing

@testable import Shared

struct ConditionalResponseTests {
    private let bytes = Array("{}".utf8)

    private func answer(
        _ condition: String?, method: String = "GET", token: AccessToken? = nil
    ) -> Response {
        var headers = Headers()
        if let condition { headers.append("If-None-Match", condition) }
        let request = Request(
            method: method, target: "/", headers: headers, body: RequestBody(bytes: []))
        return RoutedRequest(request: request, values: [], token: token, requestId: "r")
            .answer(bytes, tag: "\"a+-b\"")
    }

    @Test(arguments: [
        "\"a+-b\"", "W/\"a+-b\"", "\"x\", \"a+-b\"", "\"x\",W/\"a+-b\" , \"y\"", "*", "  \"a+-b\"  ",
    ])
    func `a tag that the client has is not sent again`(condition: String) {
        let response = answer(condition)
        #expect(response.status == 304)
        #expect(response.body.isEmpty)
        #expect(response.headers["ETag"] == "\"a+-b\"")
        #expect(response.headers["Cache-Control"] == "no-cache")
        #expect(response.headers["Vary"] == "Authorization")
    }

    @Test(arguments: [
        "", "a+-b", "\"a+-B\"", "\"a+-\"", "\"a+-b", "w/\"a+-b\"", "W/ \"a+-b\"", "\"*\"", "\"a\"+-b",
    ])
    func `any other is`(condition: String) {
        #expect(answer(condition).status == 200)
        #expect(answer(condition).body == bytes)
    }

    @Test func `only reads are conditional`() {
        #expect(answer("*", method: "HEAD").status == 304)
        #expect(answer("*", method: "PATCH").status == 200)
        #expect(answer(nil).status == 200)
    }

    @Test func `what somebody signed in sees is theirs alone`() {
        let response = answer(nil, token: .sample)
        #expect(response.headers["Cache-Control"] == "private, no-cache")
        #expect(response.headers["Vary"] == "Authorization")
    }
}
