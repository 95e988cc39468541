import Testing

@testable import Shared

struct OfferTests {
    @Test func `amounts are whole won from nothing to a trillion`() {
        #expect(Offer(amount: 0) != nil)
        #expect(Offer(amount: 1_000_000_000_000) != nil)
        #expect(Offer(amount: -1) == nil)
        #expect(Offer(amount: 1_000_000_000_001) == nil)
        #expect(Offer(amount: .min) == nil)
    }

    @Test func `a maximum is at least the amount and in the same range`() {
        #expect(Offer(amount: 1000, maximum: 1000)?.ceiling == 1000)
        #expect(Offer(amount: 1000, maximum: 999) == nil)
        #expect(Offer(amount: 1000, maximum: 1_000_000_000_001) == nil)
        #expect(Offer(amount: 1000)?.ceiling == 1000)
    }

    @Test func `a form names each field that is wrong`() {
        #expect(codes { try Offer(amount: .absent, maximum: .absent) } == ["amount missing"])
        #expect(
            codes { try Offer(amount: .mistyped, maximum: .mistyped) } == ["amount type", "maximum type"])
        #expect(
            codes { try Offer(amount: .value(-1), maximum: .value(.max)) } == [
                "amount range", "maximum range",
            ])
        #expect(codes { try Offer(amount: .value(2), maximum: .value(1)) } == ["maximum range"])
        #expect(codes { try Offer(amount: .value(1), maximum: .value(2)) } == [])
    }

    @Test func `a chat line has 1 to 300 scalars and is not blank`() throws {
        #expect(try RoomRequest.chatText(.value("안녕하세요 👋🏽")) == "안녕하세요 👋🏽")
        #expect(
            try RoomRequest.chatText(.value(String(repeating: "가", count: 300))).unicodeScalars.count == 300)
        #expect(
            codes { try RoomRequest.chatText(.value(String(repeating: "가", count: 301))) } == ["text length"])
        #expect(codes { try RoomRequest.chatText(.value("")) } == ["text length"])
        #expect(codes { try RoomRequest.chatText(.value(" \n\t ")) } == ["text blank"])
        #expect(codes { try RoomRequest.chatText(.value("a\u{0}b")) } == ["text control"])
        #expect(codes { try RoomRequest.chatText(.absent) } == ["text missing"])
    }
}
