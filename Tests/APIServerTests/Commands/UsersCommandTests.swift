import Shared
import Testing

@testable import APIServer

struct UsersCommandTests {
    private func read(_ words: String) throws(Settings.Invalid) -> UsersCommand {
        try UsersCommand(words.split(separator: " ").map { String($0.replacing("·", with: " ")) })
    }

    @Test func `an account is shown, suspended and restored by its name`() throws {
        #expect(try read("show anna") == .show("anna"))
        #expect(try read("restore 홍길동") == .restore("홍길동"))
        #expect(try read("suspend anna") == .suspend("anna", days: nil, reason: nil))
    }

    @Test func `a suspension may have an end and a reason, in any order`() throws {
        let both = UsersCommand.suspend("anna", days: 30, reason: "never paid")
        #expect(try read("suspend anna --days 30 --reason never·paid") == both)
        #expect(try read("suspend anna --reason never·paid --days 30") == both)
        #expect(try read("suspend anna --days 1") == .suspend("anna", days: 1, reason: nil))
        #expect(try read("suspend anna --reason --days") == .suspend("anna", days: nil, reason: "--days"))
    }

    @Test(arguments: [
        "", "show", "show a b", "restore", "restore a b", "suspend", "suspend a b", "suspend a --days",
        "suspend a --days 1 --reason", "suspend a --forever 1", "suspend a --days 1 extra", "remove a",
        "Show a",
    ])
    func `other words are told how to go on`(words: String) {
        let error = #expect(throws: Settings.Invalid.self) { try read(words) }
        #expect(error?.description.contains("users suspend NAME [--days N] [--reason TEXT]") == true)
    }

    @Test(arguments: ["0", "-1", "3651", "1.5", "week", "99999999999999999999"])
    func `days are 1 to 3650`(days: String) {
        let error = #expect(throws: Settings.Invalid.self) { try read("suspend a --days \(days)") }
        #expect(error?.description.contains("not \(days)") == true)
        #expect((try? read("suspend a --days 3650")) != nil)
    }

    @Test func `a reason fits into the log of security events`() {
        #expect((try? read("suspend a --reason " + String(repeating: "가", count: 500))) != nil)
        #expect((try? read("suspend a --reason " + String(repeating: "가", count: 501))) == nil)
    }
}
