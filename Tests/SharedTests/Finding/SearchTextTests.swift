import TestSupport
import Testing

@testable import Shared

struct SearchTextTests {
    private func read(_ text: String) -> (search: SearchText?, mistakes: [String]) {
        var checks = FieldChecks()
        let search = SearchText(text, checks: &checks)
        return (search, checks.fields.map { "\($0.name) \($0.code)" })
    }

    @Test(arguments: [
        ("기타", "기타"), ("  기타\t줄 ", "기타 줄"), ("a\u{3000}b\u{A0}c\r\nd", "a b c d"), ("C++", "C++"),
        ("삼성TV", "삼성TV"), ("|", "|"),
    ])
    func `one space parts terms, and none is at the ends`(text: String, kept: String) {
        let (search, mistakes) = read(text)
        #expect(search?.text == kept)
        #expect(mistakes.isEmpty)
    }

    @Test(arguments: ["", " ", "\t\n", "\u{3000}\u{A0}"])
    func `white space searches for nothing`(text: String) {
        #expect(read(text).search == nil)
        #expect(read(text).mistakes.isEmpty)
    }

    @Test func `it has up to 100 characters, counted as scalars without the white space at its ends`() {
        #expect(read(String(repeating: "가", count: 100)).mistakes.isEmpty)
        #expect(read(String(repeating: " ", count: 300) + "가").mistakes.isEmpty)
        #expect(read(String(repeating: "가", count: 101)).mistakes == ["q length"])
        // One character of 101 scalars.
        #expect(read("e" + String(repeating: "\u{301}", count: 100)).mistakes == ["q length"])
    }

    @Test func `it has up to eight terms`() {
        #expect(read("1 2 3 4 5 6 7 8").mistakes.isEmpty)
        #expect(read("1 2 3 4 5 6 7 8 9").mistakes == ["q range"])
        #expect(read("1-2-3-4-5-6-7-8-9").mistakes.isEmpty)
    }

    @Test func `control characters are refused`() {
        #expect(read("a\u{0}b").mistakes == ["q control"])
        #expect(read("\u{7}").mistakes == ["q control"])
    }

    @Test func `whatever is not white space is searched for`() throws {
        try forEachSeed(500) { random in
            let text = random.text(upTo: 60)
            let search = read(text).search
            try check((search == nil) == text.allSatisfy(\.isWhitespace), "\(text) was misread")
        }
    }
}
