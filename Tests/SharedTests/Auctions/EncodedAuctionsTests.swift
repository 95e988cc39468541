import Foundation
import TestSupport
import Testing

@testable import Shared

struct EncodedAuctionsTests {
    /// A list as the reader makes it, of auctions with texts that look like flags.
    private func list(_ ids: [Int64], _ random: inout SeededGenerator) -> EncodedAuctions {
        var json = JSONWriter()
        var flags: [EncodedAuctions.Flag] = []
        json.object {
            $0.field("items") {
                $0.array(ids) { json, id in
                    json.object {
                        $0.field("id", id)
                        $0.field(
                            "title",
                            random.pick(["\"liked\":false", "false", "가나다", "", random.text(upTo: 9)]))
                        $0.field("liked") {
                            flags.append(.init(auction: AuctionID(id), offset: $0.bytes.count))
                            $0.raw("false")
                        }
                        $0.field("price", random.pick([nil, 1] as [Money?]))
                    }
                }
            }
        }
        return EncodedAuctions(json.bytes, flags: flags)
    }

    private func items(_ bytes: [UInt8]) throws -> [NSDictionary] {
        let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        return object?["items"] as? [NSDictionary] ?? []
    }

    @Test func `what a person likes is the only difference, and bytes have one tag`() throws {
        try forEachSeed(100) { random in
            let ids = Array(
                Set((0..<Int.random(in: 0...12, using: &random)).map { _ in Int64.random(in: 1...40) }))
            let list = list(ids, &random)
            try check(list.auctions == ids.map { AuctionID($0) }, "other auctions")
            var tags: [[UInt8]: String] = [list.bytes: list.tag]
            for _ in 0..<6 {
                let chosen = ids.filter { _ in random.chance(40) } + [99]
                let liked = Set(chosen.map { AuctionID($0) })
                let personal = list.liked(liked)
                let expected = try items(list.bytes).map { item in
                    var item = item as? [String: Any] ?? [:]
                    item["liked"] = liked.contains(AuctionID(item["id"] as? Int64 ?? 0))
                    return item as NSDictionary
                }
                try check(try items(personal.bytes) == expected, "\(liked) of \(ids)")
                try check(
                    tags[personal.bytes, default: personal.tag] == personal.tag, "two tags for the same bytes"
                )
                tags[personal.bytes] = personal.tag
            }
            try check(Set(tags.values).count == tags.count, "one tag for different bytes")
            for tag in tags.values {
                let letters = tag.utf8.dropFirst().dropLast()
                let isGood =
                    tag.hasPrefix("\"") && tag.hasSuffix("\"")
                    && letters.allSatisfy { $0 == 0x21 || (0x23...0x7E) ~= $0 }
                try check(isGood, "\(tag) is no entity tag")
            }
        }
    }

    @Test func `other bytes have another tag, whatever is liked`() {
        let auction = AuctionID(1)
        let one = EncodedAuctions(
            Array("{\"liked\":false}".utf8), flags: [.init(auction: auction, offset: 9)])
        let other = EncodedAuctions(
            Array("{\"liked\":false }".utf8), flags: [.init(auction: auction, offset: 9)])
        let tags = [one, other].flatMap { [$0.tag, $0.liked([auction]).tag] }
        #expect(Set(tags).count == 4)
        #expect(String(decoding: other.liked([auction]).bytes, as: UTF8.self) == "{\"liked\":true }")
    }
}
