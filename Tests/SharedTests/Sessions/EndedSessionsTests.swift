import Testing

@testable import Shared

struct EndedSessionsTests {
    @Test func `a session that ended is known, and news once`() {
        let ended = EndedSessions()
        #expect(!ended.contains(SessionID(1)))
        #expect(ended.insert(SessionID(1)))
        #expect(!ended.insert(SessionID(1)))
        #expect(ended.contains(SessionID(1)))
        #expect(!ended.contains(SessionID(2)))
    }

    @Test func `it is kept for at least one life of an access token and gone after two`() {
        let ended = EndedSessions()
        _ = ended.insert(SessionID(1))
        ended.age()
        _ = ended.insert(SessionID(2))
        #expect(ended.contains(SessionID(1)))
        #expect(!ended.insert(SessionID(1)))
        ended.age()
        #expect(!ended.contains(SessionID(1)))
        #expect(ended.contains(SessionID(2)))
        ended.age()
        #expect(!ended.contains(SessionID(2)))
        #expect(ended.insert(SessionID(1)))
    }

    @Test func `the tokens of operators belong to no session`() {
        let ended = EndedSessions()
        _ = ended.insert(SessionID(1))
        #expect(!ended.contains(.operators))
    }
}

struct SessionEndTests {
    @Test(arguments: [
        (SessionEnd.session(SessionID(12)), "s12"), (.person(UserID(5)), "p5"),
        (.session(SessionID(999_999_999_999_999_999)), "s999999999999999999"),
    ])
    func `an end is one word`(end: SessionEnd, word: String) {
        #expect(end.word == word)
        #expect(SessionEnd(word: word) == end)
    }

    @Test(arguments: [
        "", "s", "p", "x1", "12", "s0", "p-1", "s1 ", "S1", "ss1", "s1.5", "s9999999999999999999",
    ])
    func `other words say nothing`(word: String) {
        #expect(SessionEnd(word: word) == nil)
    }
}
