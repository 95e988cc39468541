/// An auction or a list of them as JSON, the same for everybody but for `liked`, which is false here.
package final class EncodedAuctions: Sendable {
    /// Where `false` stands in the bytes.
    struct Flag: Sendable {
        let auction: AuctionID
        let offset: Int
    }

    package let bytes: [UInt8]
    /// Entity tag, with its quotes: another for other bytes.
    package let tag: String
    let flags: [Flag]

    init(_ bytes: [UInt8], flags: [Flag]) {
        self.bytes = bytes
        self.flags = flags
        tag = entityTag(of: bytes)
    }

    package var auctions: [AuctionID] { flags.map(\.auction) }

    /// The same as one person sees it.
    package func liked(_ liked: Set<AuctionID>) -> (bytes: [UInt8], tag: String) {
        guard flags.contains(where: { liked.contains($0.auction) }) else { return (bytes, tag) }
        var personal: [UInt8] = []
        personal.reserveCapacity(bytes.count)
        var tag = tag
        tag.removeLast()
        var start = 0
        for flag in flags {
            tag += liked.contains(flag.auction) ? "+" : "-"
            guard liked.contains(flag.auction) else { continue }
            personal += bytes[start..<flag.offset]
            personal += "true".utf8
            start = flag.offset + "false".utf8.count
        }
        personal += bytes[start...]
        return (personal, tag + "\"")
    }
}
