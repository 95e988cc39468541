import Postgres
import TestSupport
import Testing

@testable import Shared

struct AuctionStatementsTests {
    /// Every statement that finds a page of the list.
    private func statements(_ query: AuctionQuery, pattern: String?) -> [SQL] {
        let statements = AuctionStatements(query: query, pattern: pattern)
        guard !statements.loose.isEmpty else { return [statements.plain] }
        return [statements.count(statements.loose), statements.walk(reach: 10)]
            + statements.loose.map(statements.sorted)
    }

    @Test func `values reach the statement as binds, never as text`() throws {
        try forEachSeed(200) { random in
            var filter = random.filter()
            let evil = "'; DROP TABLE auction; --"
            filter.category = evil
            filter.search = .sample(evil)
            let query = AuctionQuery(filter, sort: random.pick(AuctionSort.allCases))
            let next = query.after(query.cursor(after: AuctionQuery.Position(key: 7, id: 7)))
            for query in [query, next].compactMap({ $0 }) {
                for statement in statements(query, pattern: "drop|table|auction|\(evil)") {
                    try check(!statement.text.contains("DROP"), statement.text)
                    try check(statement.text.contains("$1"), "nothing is bound")
                }
            }
        }
    }

    @Test func `what the order's index leads to is not loose`() {
        func loose(_ filter: AuctionFilter, _ sort: AuctionSort) -> [AuctionStatements.Condition] {
            AuctionStatements(query: AuctionQuery(filter, sort: sort), pattern: nil).loose
        }
        let all = AuctionFilter.sample(status: .live, category: "music", prices: 1...2, search: "기타")
        #expect(loose(all, .newest) == [.prices, .search])
        #expect(loose(all, .popular) == [.prices, .kind, .search])
        #expect(loose(all, .endingSoon) == [.prices, .kind, .search])
        #expect(loose(all, .price) == [.kind, .search])
        for sort in AuctionSort.allCases { #expect(loose(.sample(), sort).isEmpty) }
    }
}

extension SearchText {
    fileprivate static func sample(_ text: String) -> SearchText? {
        var checks = FieldChecks()
        return SearchText(text, checks: &checks)
    }
}
