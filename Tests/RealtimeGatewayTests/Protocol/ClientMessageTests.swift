import Testing

@testable import RealtimeGateway
@testable import Shared

struct ClientMessageTests {
    private func read(_ json: String) throws -> ClientMessage {
        try Array(json.utf8).withUnsafeBytes { try JSONInput.object(ClientMessage.self, from: $0) }
    }

    @Test func `an id is echoed letter by letter, and one key in any case of letters`() throws {
        let lower = try #require(ClientMessage.Identity(.value("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")))
        let upper = try #require(ClientMessage.Identity(.value("0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9")))
        #expect(lower.key == upper.key)
        #expect(upper.text == "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9")
    }

    @Test(arguments: [
        "", "1", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "{0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9}",
        "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8fg",
        "0a1b2c3d_4e5f_6071_8293_a4b5c6d7e8f9", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 ",
        "-a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "٠a1b2c3d-4e5f-6071-8293-a4b5c6d7e8",
    ])
    func `what is no UUID is no id`(text: String) { #expect(ClientMessage.Identity(.value(text)) == nil) }

    @Test func `a missing or mistyped id is none`() throws {
        #expect(ClientMessage.Identity(try read("{}").id) == nil)
        #expect(ClientMessage.Identity(try read(#"{"id":7}"#).id) == nil)
    }

    @Test func `a room is a positive number`() throws {
        #expect(try read(#"{"auction":7}"#).room() == AuctionID(7))
        for (json, code) in [
            ("{}", "missing"), (#"{"auction":"7"}"#, "type"), (#"{"auction":0}"#, "range"),
            (#"{"auction":-1}"#, "range"), (#"{"auction":1.5}"#, "type"), (#"{"auction":null}"#, "missing"),
        ] {
            let message = try read(json)
            let problem = #expect(throws: Problem.self) { try message.room() }
            #expect(problem?.fields.map(\.code) == [code], "\(json)")
        }
    }
}
