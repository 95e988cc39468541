import Shared
import Testing

@testable import APIServer

struct ConfigurationTests {
    @Test func `help tells every verb and every variable`() {
        for word in [
            "schedule", "migrate", "demo", "token NAME", "users show|restore NAME", "users suspend NAME",
            "HANDSUP_PORT=8081", "HANDSUP_MEDIA_DIR", "HANDSUP_TEXTS=outbox", "HANDSUP_PHONE_COUNTRIES=+82",
            "HANDSUP_PASSWORD_DICTIONARY",
        ] {
            #expect(Configuration.help.contains(word))
        }
    }
}
