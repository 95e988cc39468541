import PasswordDictionary
import Testing

/// With the dictionary that the package `cracklib-runtime` makes when it is installed. The words are in
/// its own list; others that a machine may have add to it.
struct PasswordDictionaryTests {
    private let dictionary: PasswordDictionary

    init() throws { dictionary = try PasswordDictionary(path: "/var/cache/cracklib/cracklib_dict") }

    @Test(arguments: [
        "password", "PassWord", "drowssap", "p4ssw0rd", "password1", "1password!",
        "sunshine99", "monkey123", "12345678", "abcdefgh", "aaaaaaaa", "abababab",
    ])
    func `a word, a reversed or decorated one and a sequence would be guessed`(_ password: String) throws {
        #expect(try dictionary.isGuessable(password, username: "somebody"))
    }

    @Test(arguments: [
        "correct horse battery staple", "Handsup-demo-1", "비밀번호는 아무도 모르게", "zK7#qLw2",
        "kZ3.vQ8-wB5!xN1,".repeated(8), "ab190735c",
    ])
    func `what is in no dictionary would not`(_ password: String) throws {
        #expect(try !dictionary.isGuessable(password, username: "somebody"))
    }

    /// Their rules are others': length is counted in characters, and no kind of character is asked for.
    @Test(arguments: ["", "a", "x7q", "x7qz9", "x7qz9\0password"])
    func `a password is not refused for its form`(_ password: String) throws {
        #expect(try !dictionary.isGuessable(password, username: "somebody"))
    }

    @Test(arguments: ["zorvexim", "Zorvexim", "zorvexim7", "mixevroz", "ZORVEXIM!"])
    func `what is made of the username would be guessed`(_ password: String) throws {
        #expect(try dictionary.isGuessable(password, username: "Zorvexim"))
        #expect(try !dictionary.isGuessable(password, username: "somebody"))
    }

    @Test func `a name of any length and script can be compared with`() throws {
        for name in ["ab", "경매꾼", "가".repeated(400)] {
            #expect(try dictionary.isGuessable("password", username: name))
            #expect(try !dictionary.isGuessable("zK7#qLw2", username: name))
        }
    }

    @Test func `calls of several threads do not mix`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let password = index.isMultiple(of: 2) ? "password" : "zK7#qLw2"
                    let isGuessable = try dictionary.isGuessable(password, username: "somebody")
                    #expect(isGuessable == index.isMultiple(of: 2))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a missing dictionary is an error with the file's name`() {
        do throws(PasswordDictionary.Missing) {
            _ = try PasswordDictionary(path: "/nowhere/words")
            Issue.record("no error")
        } catch {
            #expect(error.description.hasPrefix("/nowhere/words.pwd: "))
        }
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
