import Testing

@testable import Shared

struct SettingsTests {
    private enum Colour: String, CaseIterable { case red, green }

    @Test func `what is not set has its default`() throws {
        var settings = Settings([:])
        #expect(settings.string("A", default: "x", "") == "x")
        #expect(settings.number("B", default: 4, in: 1...9, "") == 4)
        #expect(settings.choice("C", default: Colour.red, "") == .red)
        try settings.finish()
    }

    @Test func `what is set counts`() throws {
        var settings = Settings(["A": "y", "B": "9", "C": "green"])
        #expect(settings.string("A", default: "x", "") == "y")
        #expect(settings.number("B", default: 4, in: 1...9, "") == 9)
        #expect(settings.choice("C", default: Colour.red, "") == .green)
        try settings.finish()
    }

    @Test func `every wrong value is named, all at once`() {
        var settings = Settings(["B": "ten", "C": "blue", "D": "0"])
        _ = settings.number("B", default: 4, in: 1...9, "")
        _ = settings.choice("C", default: Colour.red, "")
        _ = settings.number("D", default: 4, in: 1...9, "")
        settings.refuse("E", "cannot be read")
        let error = #expect(throws: Settings.Invalid.self) { try settings.finish() }
        let lines = error?.description.split(separator: "\n").map(String.init) ?? []
        #expect(lines.count == 4)
        #expect(lines.first == "B must be a number from 1 to 9, not “ten”")
        #expect(lines.dropFirst().first == "C must be one of red, green, not “blue”")
        #expect(lines.last == "E cannot be read")
    }

    @Test func `help tells every variable, its default and its meaning`() {
        var settings = Settings([:])
        _ = settings.number("PORT", default: 80, in: 0...65535, "port to listen on")
        #expect(settings.help == "  PORT=80\n      port to listen on (0 to 65535)")
    }

    @Test(arguments: [
        ("HANDSUP_PORT", "70000"), ("HANDSUP_LOOPS", "0"), ("HANDSUP_POSTGRES_CONNECTIONS", "many"),
        ("HANDSUP_REDIS", "http://x"), ("HANDSUP_LOG_LEVEL", "loud"), ("HANDSUP_LOG_FORMAT", "xml"),
    ])
    func `a service names the variable that is wrong`(name: String, value: String) {
        var settings = Settings([name: value])
        let error = #expect(throws: Settings.Invalid.self) {
            _ = try ServiceConfiguration(&settings, name: "test", port: 1, isTerminal: false, cores: 1)
            try settings.finish()
        }
        #expect(error?.description.hasPrefix(name) == true)
    }
}
