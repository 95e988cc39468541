import Shared
import Testing

@testable import APIServer

struct ConfigurationTests {
    @Test func `help tells every verb and every variable`() {
        for word in ["schedule", "migrate", "demo", "token NAME", "HANDSUP_PORT=8081", "HANDSUP_MEDIA_DIR"] {
            #expect(Configuration.help.contains(word))
        }
    }
}
