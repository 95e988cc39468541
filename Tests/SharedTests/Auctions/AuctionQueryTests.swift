import Cryptography
import Testing

@testable import Shared

struct AuctionQueryTests {
    private let position = AuctionQuery.Position(key: 12, id: 34)

    @Test(arguments: AuctionQuery.Sort.allCases)
    func `a cursor goes on where its page ended, whatever the page's size`(sort: AuctionQuery.Sort) {
        let list = AuctionQuery(category: "music", sort: sort, limit: 5)
        let cursor = list.cursor(after: position)
        #expect(list.after(cursor)?.position == position)
        let larger = AuctionQuery(category: "music", sort: sort, limit: 50)
        #expect(larger.after(cursor)?.position == position)
        #expect(larger.after(cursor)?.limit == 50)
    }

    @Test func `another list's cursor is refused`() {
        let lists: [AuctionQuery] = [
            AuctionQuery(), AuctionQuery(status: .live), AuctionQuery(status: .ended),
            AuctionQuery(category: "music"), AuctionQuery(category: "art"), AuctionQuery(seller: .anna),
            AuctionQuery(seller: .ben), AuctionQuery(sort: .endingSoon), AuctionQuery(sort: .popular),
            AuctionQuery(status: .live, sort: .popular),
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

    @Test func `a category cannot pretend to be another part of the cursor`() {
        let cursor = AuctionQuery(category: "a|1|2").cursor(after: position)
        #expect(AuctionQuery(category: "a").after(cursor) == nil)
        #expect(
            AuctionQuery(category: "a/2").identityIsUnlike(AuctionQuery(category: "a", seller: UserID(2))))
    }

    @Test func `what ends soon is live unless it is said otherwise`() {
        #expect(AuctionQuery(sort: .endingSoon).status == .live)
        #expect(AuctionQuery(status: .upcoming, sort: .endingSoon).status == .upcoming)
        #expect(AuctionQuery(sort: .newest).status == nil)
    }

    @Test func `values reach the statement as binds, never as text`() {
        let query = AuctionQuery(status: .live, category: "'; DROP TABLE auction; --", seller: .anna)
        #expect(!query.statement.text.contains("DROP"))
        #expect(query.statement.binds.count == 4)
        let next = query.after(query.cursor(after: position))
        #expect(next?.statement.binds.count == 5)
    }
}

extension AuctionQuery {
    fileprivate func identityIsUnlike(_ other: AuctionQuery) -> Bool {
        other.after(cursor(after: Position(key: 1, id: 1))) == nil
    }
}
