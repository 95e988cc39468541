import Testing

@testable import Shared

struct FieldChecksTests {
    @Test func `all mistakes are told at once, as one problem`() {
        var checks = FieldChecks()
        checks.refuse("a", code: "missing", "is missing")
        checks.number("b", 11, in: 1...10)
        checks.text("c", "", count: 1...5)
        let problem = #expect(throws: Problem.self) { try checks.finish() }
        #expect(problem?.kind == .invalid)
        #expect(problem?.code == "invalid")
        #expect(problem?.fields.map(\.name) == ["a", "b", "c"])
        #expect(problem?.detail.contains("a: is missing") == true)
    }

    @Test func `nothing wrong throws nothing`() throws {
        var checks = FieldChecks()
        checks.number("a", nil, in: 1...10)
        checks.number("b", 1, in: 1...10)
        checks.text("c", nil, count: 1...2)
        checks.text("d", "ab", count: 1...2)
        try checks.finish()
    }

    @Test func `the values are there when nothing was wrong`() throws {
        var checks = FieldChecks()
        let (name, count) = try checks.finish(
            checks.required("name", .value("anna")), checks.required("count", .value(3 as Int64)))
        #expect(name == "anna")
        #expect(count == 3)
        #expect(try checks.finish(7 as Int?) == 7)
    }

    @Test func `without one value nothing is given`() {
        var checks = FieldChecks()
        let name: String? = checks.required("name", .absent)
        let count: Int64? = checks.required("count", .mistyped)
        #expect(codes { try checks.finish(name, count, "here") } == ["name missing", "count type"])
    }

    @Test func `names and numbers are told by their field`() throws {
        var checks = FieldChecks()
        #expect(checks.username("username", "Anna")?.key == "anna")
        #expect(checks.phone("phone", "010-1234-5678", countries: .korea)?.e164 == "+821012345678")
        #expect(checks.username("username", nil) == nil)
        #expect(checks.phone("phone", nil, countries: .korea) == nil)
        try checks.finish()
        for name in ["a", "a b", "admin"] { #expect(checks.username("username", name) == nil) }
        for number in ["anna", "+1 212 555 0100"] {
            #expect(checks.phone("phone", number, countries: .korea) == nil)
        }
        #expect(
            codes { try checks.finish() } == [
                "username length", "username characters", "username reserved", "phone format",
                "phone country",
            ])
    }

    @Test func `a field is absent, mistyped or there`() {
        var checks = FieldChecks()
        #expect(checks.optional("a", Input<Int64>.absent) == nil)
        #expect(checks.fields.isEmpty)
        #expect(checks.required("b", Input<Int64>.absent) == nil)
        #expect(checks.optional("c", Input<Int64>.mistyped) == nil)
        #expect(checks.required("d", Input<Int64>.mistyped) == nil)
        #expect(checks.required("e", .value(7)) == 7)
        #expect(checks.fields.map(\.code) == ["missing", "type", "type"])
    }

    @Test(arguments: ["\u{0}", "a\u{7}", "\u{1B}[0m", "a\u{7F}", "\u{85}", "a\nb", "a\tb"])
    func `control characters are refused in a line`(text: String) {
        var checks = FieldChecks()
        checks.text("t", text, count: 0...100)
        #expect(checks.fields.map(\.code) == ["control"])
    }

    @Test func `lengths count Unicode scalars`() {
        var checks = FieldChecks()
        checks.text("family", "👨‍👩‍👧", count: 5...5)
        checks.text("composed", "e\u{301}", count: 2...2)
        checks.text("lines", "a\r\nb\tc", count: 6...6, isMultiline: true)
        #expect(checks.fields.isEmpty)
    }

    @Test(arguments: [" ", "\u{3000}", "\u{A0}\u{2003}", "\u{2028}"])
    func `white space alone is blank`(text: String) {
        var checks = FieldChecks()
        checks.text("t", text, count: 1...10)
        #expect(checks.fields.map(\.code) == ["blank"])
    }
}
