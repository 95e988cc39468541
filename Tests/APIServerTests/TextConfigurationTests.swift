import Foundation
import Shared
import Testing

@testable import APIServer

struct TextConfigurationTests {
    /// The mistakes in an environment, one a line; empty if there is none.
    private func mistakes(_ environment: [String: String]) -> [String] {
        var settings = Settings(environment)
        _ = TextConfiguration(&settings)
        do throws(Settings.Invalid) {
            try settings.finish()
            return []
        } catch { return error.description.split(separator: "\n").map(String.init) }
    }

    private static let sens = [
        "HANDSUP_TEXTS": "sens", "HANDSUP_TEXT_SENDER": "0212345678",
        "HANDSUP_SENS_SERVICE": "ncp:sms:kr:1:a",
        "HANDSUP_SENS_ACCESS_KEY": "key", "HANDSUP_SENS_SECRET_FILE": "/nowhere/sens",
    ]
    private static let solapi = [
        "HANDSUP_TEXTS": "solapi", "HANDSUP_TEXT_SENDER": "0212345678", "HANDSUP_SOLAPI_KEY": "key",
        "HANDSUP_SOLAPI_SECRET_FILE": "/nowhere/solapi",
    ]

    @Test func `nothing needs to be set to leave texts in a folder`() {
        #expect(mistakes([:]).isEmpty)
        #expect(mistakes(["HANDSUP_TEXTS": "outbox"]).isEmpty)
    }

    @Test(arguments: [sens, solapi]) func `what a provider needs is told by name`(
        environment: [String: String]
    ) {
        #expect(mistakes(environment).isEmpty)
        let provider = environment["HANDSUP_TEXTS"] ?? ""
        for name in environment.keys where name != "HANDSUP_TEXTS" {
            for value in [nil, ""] as [String?] {
                var environment = environment
                environment[name] = value
                #expect(mistakes(environment) == ["\(name) is needed with HANDSUP_TEXTS=\(provider)"])
            }
        }
        #expect(mistakes(["HANDSUP_TEXTS": provider]).count == environment.count - 1)
    }

    @Test(arguments: [
        ("HANDSUP_TEXTS", "pigeon"), ("HANDSUP_PHONE_COUNTRIES", "82"), ("HANDSUP_PHONE_COUNTRIES", ""),
        ("HANDSUP_TEXTS_PER_ADDRESS", "0"), ("HANDSUP_TEXTS_PER_ADDRESS", "ten"),
        ("HANDSUP_TEXTS_PER_DAY", "0"),
        ("HANDSUP_TEXTS_PER_DAY", "-1"),
    ])
    func `a value that makes no sense is told by name`(name: String, value: String) {
        let all = mistakes([name: value])
        #expect(all.count == 1)
        #expect(all.first?.hasPrefix(name + " ") == true)
    }

    @Test(arguments: [sens, solapi]) func `a secret that cannot be read is told by its file`(
        environment: [String: String]
    ) {
        var settings = Settings(environment)
        let texts = TextConfiguration(&settings)
        let error = #expect(throws: Settings.Invalid.self) { _ = try texts.provider() }
        #expect(error?.description.contains("SECRET_FILE: cannot read /nowhere/") == true)
    }

    @Test func `a provider is the one that was named`() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("secret\n".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        for (environment, file) in [
            (Self.sens, "HANDSUP_SENS_SECRET_FILE"), (Self.solapi, "HANDSUP_SOLAPI_SECRET_FILE"),
        ] {
            var settings = Settings(environment.merging([file: secret.path]) { $1 })
            #expect(try TextConfiguration(&settings).provider().name == environment["HANDSUP_TEXTS"])
        }
    }
}
