import Testing

@testable import Shared

struct TradeMessageFormTests {
    private func fields(_ text: Input<String>, _ images: Input<[Int64]> = .absent) -> [String] {
        do throws(Problem) {
            _ = try TradeMessageForm(text: text, imageIds: images)
            return []
        } catch { return error.fields.map { "\($0.name) \($0.code)" } }
    }

    @Test func `a text has up to a thousand characters, on several lines`() {
        #expect(fields(.value("a\nb")) == [])
        #expect(fields(.value(String(repeating: "\u{1F600}", count: 1000))) == [])
        #expect(fields(.value(String(repeating: "a", count: 1001))) == ["text length"])
        #expect(fields(.value("\u{7}")) == ["text control"])
        #expect(fields(.value(" \n")) == ["text blank"])
    }

    @Test func `without pictures there is a text, with them there may be none`() {
        #expect(fields(.absent) == ["text missing"])
        #expect(fields(.value(""), .value([])) == ["text length"])
        #expect(fields(.absent, .value([1])) == [])
        #expect(fields(.value(""), .value([1])) == [])
        #expect(fields(.mistyped, .value([1])) == ["text type"])
    }

    @Test func `up to five different pictures`() {
        #expect(fields(.absent, .value([1, 2, 3, 4, 5])) == [])
        for ids in [[1, 2, 3, 4, 5, 6], [1, 1], [0], [-1]] as [[Int64]] {
            #expect(fields(.value("a"), .value(ids)) == ["imageIds range"])
        }
        #expect(fields(.value("a"), .mistyped) == ["imageIds type"])
    }
}
