import Shared
import Testing

@testable import APIServer

struct PictureConfigurationTests {
    private func read(_ environment: [String: String]) -> (PictureConfiguration, mistakes: [String]) {
        var settings = Settings(environment)
        let configuration = PictureConfiguration(&settings)
        do throws(Settings.Invalid) {
            try settings.finish()
            return (configuration, [])
        } catch { return (configuration, error.description.split(separator: "\n").map(String.init)) }
    }

    private static let s3 = [
        "HANDSUP_IMAGES": "s3", "HANDSUP_S3_ENDPOINT": "https://s3.example", "HANDSUP_S3_BUCKET": "b",
        "HANDSUP_S3_ACCESS_KEY": "key", "HANDSUP_S3_SECRET_FILE": "/nowhere/secret",
    ]

    @Test func `nothing needs to be set to keep pictures in a folder`() throws {
        let (configuration, mistakes) = read(["HANDSUP_MEDIA_DIR": "/m"])
        #expect(mistakes.isEmpty && configuration.folder == "/m")
        #expect(try configuration.store().url(of: "k") == "/media/k")
    }

    @Test func `what a bucket needs is told by name`() {
        #expect(read(Self.s3).mistakes.isEmpty)
        for name in Self.s3.keys where name != "HANDSUP_IMAGES" {
            var environment = Self.s3
            environment[name] = nil
            #expect(read(environment).mistakes == ["\(name) is needed with HANDSUP_IMAGES=s3"])
        }
    }

    @Test(arguments: [
        ("HANDSUP_IMAGES", "attic"), ("HANDSUP_IMAGES_PER_DAY", "0"), ("HANDSUP_S3_STYLE", "vhost"),
        ("HANDSUP_S3_ENDPOINT", "s3.example"), ("HANDSUP_S3_PUBLIC_URL", "cdn.example"),
    ])
    func `a wrong value is told by name`(_ name: String, _ value: String) throws {
        let mistakes = read(Self.s3.merging([name: value]) { $1 }).mistakes
        #expect(mistakes.count == 1)
        #expect(try #require(mistakes.first).hasPrefix(name))
    }

    @Test func `a secret that cannot be read is told by its file`() {
        let error = #expect(throws: Settings.Invalid.self) { try read(Self.s3).0.store() }
        #expect(error?.description == "HANDSUP_S3_SECRET_FILE: cannot read /nowhere/secret")
    }
}
