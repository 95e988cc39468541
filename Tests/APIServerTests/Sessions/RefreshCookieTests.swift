import HTTPServer
import Shared
import Testing

@testable import APIServer

struct RefreshCookieTests {
    private let token = "7." + String(repeating: "A", count: 86)

    private func read(_ fields: String...) -> String? {
        var headers = Headers()
        for field in fields { headers.append("cookie", field) }
        return RefreshCookie.read(Request(method: "POST", target: "/", headers: headers))
    }

    @Test func `no script can read it, no other site sends it, no other address gets it`() throws {
        let cookie = RefreshCookie.set(try #require(RefreshToken(token)), milliseconds: 1_209_600_999)
        let words = cookie.components(of: "; ")
        #expect(words.first == "handsup_refresh=" + token)
        #expect(
            Set(words.dropFirst()) == [
                "Max-Age=1209600", "Path=/api/v1/sessions", "HttpOnly", "Secure", "SameSite=Strict",
            ])
    }

    @Test func `it is taken back under the same name and path`() throws {
        let words = RefreshCookie.clear.components(of: "; ")
        #expect(words.first == "handsup_refresh=")
        #expect(words.contains("Max-Age=0"))
        #expect(words.contains("Path=/api/v1/sessions"))
        let late = RefreshCookie.set(try #require(RefreshToken(token)), milliseconds: -5)
        #expect(late.components(of: "; ").contains("Max-Age=0"))
    }

    @Test func `it is found among others`() {
        #expect(read("handsup_refresh=a") == "a")
        #expect(read("x=1; handsup_refresh=a; y=2") == "a")
        #expect(read("x=1;handsup_refresh=a=b") == "a=b")
        #expect(read("x=1", "handsup_refresh=a") == "a")
        #expect(read("handsup_refresh=") == "")
        #expect(read("handsup_refresh=first; handsup_refresh=second") == "first")
    }

    @Test func `what only resembles it is none`() {
        #expect(read() == nil)
        #expect(read("") == nil)
        #expect(
            read("handsup_refresh", "Handsup_Refresh=a", "xhandsup_refresh=a", "handsup_refresh2=a") == nil)
    }
}

extension String {
    fileprivate func components(of separator: String) -> [String] {
        split(separator: separator).map(String.init)
    }
}
