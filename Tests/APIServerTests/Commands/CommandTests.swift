import Shared
import Testing

@testable import APIServer

struct CommandTests {
    private func name(_ words: String...) throws(Settings.Invalid) -> String {
        switch try Command(words) {
        case .serve: "serve"
        case .schedule: "schedule"
        case .migrate: "migrate"
        case .demo: "demo"
        case .help: "help"
        case .token(let names): "token " + names.joined(separator: ",")
        case .users: "users"
        }
    }

    @Test func `without a word it serves`() throws {
        #expect(try name() == "serve")
        #expect(try name("serve") == "serve")
    }

    @Test func `each verb is known`() throws {
        #expect(try name("schedule") == "schedule")
        #expect(try name("migrate") == "migrate")
        #expect(try name("demo") == "demo")
        #expect(try name("token", "demo1", "demo2") == "token demo1,demo2")
        #expect(try name("users", "show", "demo1") == "users")
    }

    @Test func `help wins over everything`() throws {
        #expect(try name("--help") == "help")
        #expect(try name("migrate", "-h") == "help")
    }

    @Test(arguments: [["token"], ["serve", "more"], ["migrate", "now"], ["dance"], [""]])
    func `other words are refused by name`(words: [String]) {
        let error = #expect(throws: Settings.Invalid.self) { try Command(words) }
        #expect(error?.description.hasPrefix("APIServer: \(words.joined(separator: " ")): see") == true)
    }
}
