import Testing

@testable import Shared

struct IDTests {
    @Test(arguments: ["1", "42", "999999999999999999"])
    func `a positive number is an id`(text: String) {
        #expect(AuctionID(text)?.description == text)
    }

    @Test(arguments: [
        "", "0", "-1", "+1", " 1", "1 ", "1.0", "0x1", "١", "9223372036854775808", "12345678901234567890",
        "a",
        "%31",
    ])
    func `anything else is none`(text: String) { #expect(AuctionID(text) == nil) }
}
