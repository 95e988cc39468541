import HTTPServer
import Testing

struct HeadersTests {
    private let headers: Headers = [
        "Content-Type": "a", "content-type": "b", "Connection": "keep-alive ,\tUpgrade", "CONNECTION": ",x,",
    ]

    @Test func `a name is found in any case, its first field wins`() {
        #expect(headers["CONTENT-TYPE"] == "a")
        #expect(headers["content-typ"] == nil)
        #expect(headers["content-type "] == nil)
    }

    @Test func `a list has the trimmed members of all fields of its name`() {
        #expect(headers.list("connection") == ["keep-alive", "Upgrade", "x"])
        #expect(headers.list("none") == [])
    }

    @Test func `only letters have two cases`() {
        #expect("aZ-09".isEqualIgnoringCase("Az-09"))
        #expect(!"@".isEqualIgnoringCase("`"))
        #expect(!"[".isEqualIgnoringCase("{"))
        #expect(!"\r".isEqualIgnoringCase("-"))
        #expect(!"a".isEqualIgnoringCase("ab"))
    }

    @Test func `a target is split at its first question mark`() {
        let request = Request(method: "GET", target: "/a%3Fb?c?d")
        #expect(request.path == "/a%3Fb")
        #expect(request.query == "c?d")
        #expect(Request(method: "GET", target: "/a").query == "")
    }
}
