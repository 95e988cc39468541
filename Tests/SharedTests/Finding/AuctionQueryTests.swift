import Cryptography
import TestSupport
import Testing

@testable import Shared

struct AuctionQueryTests {
    private let position = AuctionQuery.Position(key: 12, id: 34)

    @Test(arguments: AuctionSort.allCases)
    func `a cursor goes on where its page ended, whatever the page's size`(sort: AuctionSort) {
        let list = AuctionQuery(.sample(category: "music"), sort: sort, limit: 5)
        let cursor = list.cursor(after: position)
        #expect(list.after(cursor)?.position == position)
        let larger = AuctionQuery(.sample(category: "music"), sort: sort, limit: 50)
        #expect(larger.after(cursor)?.position == position)
        #expect(larger.after(cursor)?.limit == 50)
        #expect(larger.after(cursor)?.filter == larger.filter)
    }

    @Test func `each cursor reads as what was written, of any list and position`() throws {
        try forEachSeed(200) { random in
            let list = AuctionQuery(
                random.filter(), sort: random.pick(AuctionSort.allCases), limit: Int.random(in: 1...100))
            let position = AuctionQuery.Position(
                key: Int64.random(in: list.sort.keys, using: &random),
                id: Int64.random(in: 1...Int64.max, using: &random))
            let cursor = list.cursor(after: position)
            try check(list.after(cursor)?.position == position, "\(list) forgot \(position)")
            // What a client may send in an address as it is.
            try check(cursor.utf8.allSatisfy { isUnreserved($0) }, "\(cursor) needs escaping")
            let other = AuctionQuery(random.filter(), sort: random.pick(AuctionSort.allCases))
            let isSame = other.filter == list.filter && other.sort == list.sort
            try check((other.after(cursor) != nil) == isSame, "\(other) read a cursor of \(list)")
        }
    }

    private func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    @Test func `another list's cursor is refused`() {
        let lists: [AuctionQuery] = [
            AuctionQuery(), AuctionQuery(.sample(status: .live)), AuctionQuery(.sample(status: .ended)),
            AuctionQuery(.sample(category: "music")), AuctionQuery(.sample(category: "art")),
            AuctionQuery(.sample(.selling(.anna))), AuctionQuery(.sample(.selling(.ben))),
            AuctionQuery(.sample(.won(.anna))), AuctionQuery(.sample(.liked(.anna))),
            AuctionQuery(.sample(search: "music")), AuctionQuery(.sample(search: "Music")),
            AuctionQuery(.sample(prices: 1...2)), AuctionQuery(.sample(prices: 12...12)),
            AuctionQuery(.sample(prices: 1...22)), AuctionQuery(sort: .endingSoon),
            AuctionQuery(sort: .popular), AuctionQuery(sort: .price), AuctionQuery(sort: .priceDescending),
            AuctionQuery(.sample(status: .live), sort: .popular),
        ]
        for (index, list) in lists.enumerated() {
            let cursor = list.cursor(after: position)
            for (other, foreign) in lists.enumerated() {
                #expect((foreign.after(cursor) != nil) == (index == other), "\(index) in \(other)")
            }
        }
    }

    @Test(arguments: [
        "", "x", "!", "newest///|1", "newest///|1|2|3", "newest///|a|2", "newest///|1|b", "newest///||",
        "newest///|9223372036854775808|1", "|1|2",
    ])
    func `made-up cursors are refused`(text: String) {
        #expect(AuctionQuery().after(text) == nil)
        #expect(AuctionQuery().after(Base64URL.encode(Array(text.utf8))) == nil)
    }

    @Test(arguments: AuctionSort.allCases)
    func `a key that the column cannot hold is refused, any other is not`(sort: AuctionSort) {
        let list = AuctionQuery(sort: sort)
        func isTaken(_ key: Int64) -> Bool {
            list.after(list.cursor(after: AuctionQuery.Position(key: key, id: 1))) != nil
        }
        #expect(isTaken(sort.keys.lowerBound) && isTaken(sort.keys.upperBound))
        for key in [Int64.min, -1, .max] { #expect(isTaken(key) == sort.keys.contains(key), "\(key)") }
    }

    @Test func `numbers in a cursor are numbers only`() throws {
        let list = AuctionQuery()
        let bytes = try #require(Base64URL.decode(list.cursor(after: position)))
        let identity = try #require(String(decoding: bytes, as: UTF8.self).split(separator: "|").first)
        for words in ["12|34|", "|34", "12|", "12|34\0", " 12|34", "1e1|34", "12|34|56", "12 34", "１２|34"] {
            #expect(list.after(Base64URL.encode(Array("\(identity)|\(words)".utf8))) == nil, "\(words)")
        }
        #expect(list.after(Base64URL.encode(Array("\(identity)|12|34".utf8))) != nil)
    }

    @Test func `a category cannot pretend to be another part of the list`() {
        for (one, other) in [
            (AuctionFilter.sample(category: "a|1|2"), AuctionFilter.sample(category: "a")),
            (.sample(category: "a", search: "b"), .sample(category: "a b")),
            (.sample(prices: 1...23), .sample(prices: 12...3000)),
            (.sample(category: "live"), .sample(status: .live)),
        ] {
            #expect(AuctionQuery(other).after(AuctionQuery(one).cursor(after: position)) == nil, "\(one)")
        }
    }

    @Test func `what ends soon is live unless it is said otherwise`() {
        #expect(AuctionQuery(sort: .endingSoon).filter.status == .live)
        #expect(AuctionQuery(.sample(status: .upcoming), sort: .endingSoon).filter.status == .upcoming)
        #expect(AuctionQuery(sort: .newest).filter.status == nil)
    }
}

extension SeededGenerator {
    /// Few values for each part, so that some filters are equal.
    mutating func filter() -> AuctionFilter {
        let prices = pick([nil, 0...1, 0...1_000_000_000_000, 5...5] as [ClosedRange<Money>?])
        return .sample(
            pick([.everybody, .selling(.anna), .won(.anna), .liked(.anna), .selling(.ben)]),
            status: pick([nil] + AuctionStatus.allCases.map(Optional.some)),
            category: pick([nil, "music", "art"]), prices: prices,
            search: pick([nil, "기타", "가|나 1|2", text(upTo: 20)]))
    }
}
