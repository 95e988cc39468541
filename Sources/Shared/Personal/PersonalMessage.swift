/// What all sockets of one person get.
package struct PersonalMessage: Sendable, Equatable {
    package let person: UserID
    /// Nil for what nobody misses: a read mark, which the next message tells again.
    package let key: PersonalKey?
    /// The very JSON that sockets get.
    package let text: [UInt8]

    package init(person: UserID, key: PersonalKey?, text: [UInt8]) {
        self.person = person
        self.key = key
        self.text = text
    }
}

/// What travels on a person's channel: one message a line (JSON has no line breaks), its key before it.
package enum PersonalChannel {
    private static let prefix = "handsup:person:"
    private static let (space, line) = (UInt8(ascii: " "), UInt8(ascii: "\n"))

    package static func channel(of person: UserID) -> String { prefix + String(person.rawValue) }

    package static func person(of channel: String) -> UserID? {
        channel.hasPrefix(prefix) ? UserID(channel.dropFirst(prefix.count)) : nil
    }

    /// `<key> <json>` a line, `-` where there is no key. The messages are of one person.
    package static func encode(_ messages: [PersonalMessage]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(messages.reduce(0) { $0 + $1.text.count + 32 })
        for message in messages {
            if !bytes.isEmpty { bytes.append(line) }
            bytes.append(contentsOf: (message.key?.word ?? "-").utf8)
            bytes.append(space)
            bytes.append(contentsOf: message.text)
        }
        return bytes
    }

    /// The messages in their order; nil if it is not such a payload. The texts are parts of `bytes`.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer
    ) -> [(key: PersonalKey?, text: UnsafeRawBufferPointer)]? {
        var messages: [(key: PersonalKey?, text: UnsafeRawBufferPointer)] = []
        for text in bytes.split(separator: line, omittingEmptySubsequences: false) {
            guard let end = text.firstIndex(of: space) else { return nil }
            let word = String(decoding: text[..<end], as: UTF8.self)
            let key = PersonalKey(word: word)
            guard key != nil || word == "-" else { return nil }
            messages.append((key, UnsafeRawBufferPointer(rebasing: text[(end + 1)...])))
        }
        return messages
    }
}
