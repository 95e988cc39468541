import HTTPServer
import Testing

@testable import Shared

struct QueryParametersTests {
    private func read(_ query: String) throws(Problem) -> QueryParameters {
        try QueryParameters(Request(method: "GET", target: "/?" + query))
    }

    @Test func `names and values are decoded`() throws {
        let parameters = try read("q=%EA%B0%80+b%2Bc&empty=&bare&a%20b=1&x=1=2")
        #expect(parameters.text("q") == "가 b+c")
        #expect(parameters.text("empty") == "")
        #expect(parameters.text("bare") == "")
        #expect(parameters.text("a b") == "1")
        #expect(parameters.text("x") == "1=2")
        #expect(parameters.text("absent") == nil)
    }

    @Test func `of equal names the first counts`() throws { #expect(try read("a=1&a=2").text("a") == "1") }

    @Test(arguments: ["%", "a=%4", "a=%zz", "a=%ff", "%C0%80=1", "a=%ED%A0%80"])
    func `broken encoding and what is no UTF-8 are malformed`(query: String) {
        let problem = #expect(throws: Problem.self) { try read(query) }
        #expect(problem?.kind == .malformed)
    }

    @Test func `a limit is 1 to 100, 20 if it is not given`() throws {
        var none = try read("")
        #expect(none.limit() == 20)
        for good in [1, 100] {
            var parameters = try read("limit=\(good)")
            #expect(parameters.limit() == good)
            try parameters.checks.finish()
        }
        for bad in ["0", "101", "-1", "x", "", "1.0", "99999999999999999999", "%2B"] {
            var parameters = try read("limit=\(bad)")
            _ = parameters.limit()
            #expect(parameters.checks.fields.map(\.name) == ["limit"], "\(bad)")
        }
    }

    @Test func `a choice is one of the known values`() throws {
        var parameters = try read("sort=popular&status=LIVE")
        #expect(parameters.choice("sort", AuctionSort.self) == .popular)
        #expect(parameters.choice("status", AuctionStatus.self) == nil)
        #expect(parameters.choice("absent", AuctionStatus.self) == nil)
        #expect(parameters.checks.fields.map(\.name) == ["status"])
    }

    @Test func `a cursor that its list does not know is noted`() throws {
        var parameters = try read("cursor=abc")
        #expect(parameters.cursor { Int($0) } == nil)
        #expect(parameters.checks.fields.map(\.name) == ["cursor"])
    }

    @Test func `thousands of parameters cost no more than some`() throws {
        let parameters = try read((0..<5000).map { "p\($0)=1" }.joined(separator: "&"))
        #expect(parameters.text("p0") == "1")
        #expect(parameters.text("p4999") == nil)
    }
}
