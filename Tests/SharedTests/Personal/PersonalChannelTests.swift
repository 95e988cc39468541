import TestSupport
import Testing

@testable import Shared

struct PersonalChannelTests {
    private func decode(_ text: String) -> [(key: PersonalKey?, text: String)]? {
        Array(text.utf8).withUnsafeBytes { bytes in
            PersonalChannel.decode(bytes)?.map { ($0.key, String(decoding: $0.text, as: UTF8.self)) }
        }
    }

    @Test func `keys are written and read`() {
        for (key, word) in [
            (PersonalKey.notification(NotificationID(31)), "n31"), (.trade(TradeID(5), seq: 3), "t5.3"),
        ] {
            #expect(key.word == word)
            #expect(PersonalKey(word: word) == key)
        }
        for word in ["", "n", "n0", "n-1", "n1.2", "t5", "t5.", "t5.3.1", "t.3", "t5.0", "x1", "31", "nn1"] {
            #expect(PersonalKey(word: word) == nil, "\(word)")
        }
    }

    @Test func `a channel names its person`() {
        #expect(PersonalChannel.channel(of: .anna) == "handsup:person:2")
        #expect(PersonalChannel.person(of: "handsup:person:2") == .anna)
        for channel in ["handsup:person:", "handsup:person:x", "handsup:room:2", ""] {
            #expect(PersonalChannel.person(of: channel) == nil)
        }
    }

    @Test func `messages come out as they went in`() {
        let messages = [
            PersonalMessage(
                person: .anna, key: .notification(NotificationID(1)), text: Array(#"{"a":"b c"}"#.utf8)),
            PersonalMessage(person: .anna, key: nil, text: Array("{}".utf8)),
            PersonalMessage(person: .anna, key: .trade(TradeID(2), seq: 3), text: Array(#"{"":" "}"#.utf8)),
        ]
        let bytes = PersonalChannel.encode(messages)
        #expect(String(decoding: bytes, as: UTF8.self) == "n1 {\"a\":\"b c\"}\n- {}\nt2.3 {\"\":\" \"}")
        let decoded = bytes.withUnsafeBytes { bytes in
            PersonalChannel.decode(bytes)?.map {
                PersonalMessage(person: .anna, key: $0.key, text: Array($0.text))
            }
        }
        #expect(decoded == messages)
    }

    @Test func `what is no such payload is told`() {
        for text in ["", "n1", "x {}", "n1 {}\n", "n1 {}\n{}", " {}", "n0 {}"] {
            #expect(decode(text) == nil, "\(text)")
        }
        #expect(decode("- {}")?.map(\.text) == ["{}"])
    }

    @Test func `any bytes are either refused or taken apart`() throws {
        try forEachSeed(2000) { random in
            let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                random.pick(["n1 ", "t1.2 ", "- ", "\n", " ", "{}", "n", random.text(upTo: 3)])
            }
            let joined = text.joined()
            guard let parts = decode(joined) else { return }
            let again = parts.map { "\($0.key?.word ?? "-") \($0.text)" }.joined(separator: "\n")
            try check(again == joined, "\(joined) became \(again)")
        }
    }
}
