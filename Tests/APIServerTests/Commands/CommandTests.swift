import Shared
import Testing

@testable import APIServer

struct CommandTests {
    private func name(_ words: String...) throws(Settings.Invalid) -> String {
        switch try Command(words) {
        case .serve: "serve"
        case .schedule: "schedule"
        case .migrate: "migrate"
        case .demo(let more): "demo" + (more.map { " \($0)" } ?? "")
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

    @Test func `the samples may be many`() throws {
        #expect(try name("demo", "--auctions", "1000000") == "demo 1000000")
    }

    @Test(arguments: ["0", "-5", "10000001", "many", ""])
    func `a wrong number of samples is refused`(number: String) {
        let error = #expect(throws: Settings.Invalid.self) { try Command(["demo", "--auctions", number]) }
        #expect(error?.description.contains("1 to 10000000") == true)
    }

    @Test func `help wins over everything`() throws {
        #expect(try name("--help") == "help")
        #expect(try name("migrate", "-h") == "help")
    }

    @Test(arguments: [["demo", "twice"], ["demo", "--auctions"], ["demo", "--more", "5"]])
    func `the samples have no other option`(words: [String]) {
        #expect(throws: Settings.Invalid.self) { try Command(words) }
    }

    @Test(arguments: [["token"], ["serve", "more"], ["migrate", "now"], ["dance"], [""]])
    func `other words are refused by name`(words: [String]) {
        let error = #expect(throws: Settings.Invalid.self) { try Command(words) }
        #expect(error?.description.hasPrefix("APIServer: \(words.joined(separator: " ")): see") == true)
    }
}
