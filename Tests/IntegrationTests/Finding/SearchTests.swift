import Foundation
import Postgres
import TestSupport
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct SearchTests {
    private let database = TestDatabase.current

    /// Lists one auction a text, half of it as the description.
    private func list(_ texts: [(title: String, description: String)], _ pool: PostgresPool) async throws
        -> [Int64]
    {
        try await pool.script("DELETE FROM auction")
        let seller = try await pool.samplePerson()
        let (titles, descriptions) = (texts.map(\.title), texts.map(\.description))
        return try await pool.query(
            """
            INSERT INTO auction (seller_id, title, description, category, start_price, status, starts_at, ends_at,
                first_ends_at, soft_close_seconds)
            SELECT \(seller.rawValue), title, description, 'other', 1, 'live', now(), now() + interval '1 hour',
                now() + interval '1 hour', 10
            FROM unnest(\(titles), \(descriptions)) WITH ORDINALITY AS t (title, description, place) ORDER BY place
            RETURNING id
            """
        ).map { try $0.int64(0) }
    }

    private func find(_ search: String, _ services: LoopServices, by way: Way = .asked) async throws
        -> [Int64]
    {
        try await way.walk(AuctionQuery(.sample(search: search), limit: 100), [services])
    }

    @Test func `a search finds what a naive filter finds, whichever way`() async throws {
        try await database.withServices { services async throws in
            try await forEachSeed(5) { random async throws in
                let texts = (0..<80).map { _ in
                    (title: "☆☆" + random.sentence(upTo: 12), description: random.sentence(upTo: 30))
                }
                let ids = try await list(texts, services.pool)
                for _ in 0..<30 {
                    let search = random.search(in: texts.map(\.title) + texts.map(\.description))
                    let filter = AuctionFilter.sample(search: search)
                    guard filter.search != nil, search.unicodeScalars.allSatisfy({ $0 != "\n" }) else {
                        continue
                    }
                    let naive = NaiveSearch(search)
                    let expected = zip(ids, texts).filter { naive.finds($1.title + " " + $1.description) }
                    let query = AuctionQuery(filter, limit: Int.random(in: 1...30, using: &random))
                    for way in Way.all(of: query) {
                        let found = try await way.walk(query, [services])
                        try check(
                            found == expected.map(\.0).reversed(),
                            "\(search.debugDescription) \(way): \(found), not \(expected)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("삼성TV 팝니다", "tv", true), ("삼성TV 팝니다", "성T", true), ("삼성TV 팝니다", "삼성 TV", true),
        ("삼성-TV", "삼성tv", true), ("mtv", "tv", false), ("tv55", "tv", true), ("tv55", "v55", true),
        ("통기타 줄", "기타", true), ("통기타 줄", "타줄", false), ("통기타 줄", "타 줄", true),
        ("통기타 줄", "줄 기타", true), ("통기타 줄", "기타 현", false), ("Gibson Les Paul", "les-paul", true),
        ("Gibson Les Paul", "BSO", true), ("Gibson Les Paul", "ib", false),
        ("Gibson Les Paul", "g l p", true),
        ("100% 면", "0%", false), ("100% 면", "100%", true), ("100_면", "1__면", false), ("50kg", "５０㎏", true),
        ("Caf\u{E9}", "cafe\u{301}", true), ("Café", "cafe", false),
        ("\u{1100}\u{1161}\u{11A8}도", "각도", true),
        ("ﬁne", "fin", true), ("A·B", "a b", true), ("a|b", "a|b", true), ("ab", "a|b", false),
        ("기타", "!!!", false),
        ("O'Reilly", "o'r", true), ("C:\\temp", "\\temp", true), ("1인용", "1인", true), ("11인용", "1인", false),
        ("11인용", "11인용", true), ("アコギ", "コギ", true), ("ｱｺｷﾞ", "アコギ", true), ("Яблоко", "БЛОК", true),
    ])
    func `words are found as people mean them`(title: String, search: String, isFound: Bool) async throws {
        try await database.withServices { services in
            let ids = try await list([("☆☆" + title, ""), ("☆☆", title)], services.pool)
            let expected = isFound ? [ids[1], ids[0]] : []
            #expect(NaiveSearch(search).finds(title) == isFound)
            for way in Way.all(of: AuctionQuery(.sample(search: search))) {
                #expect(try await find(search, services, by: way) == expected, "\(way)")
            }
        }
    }

    @Test func `every two syllables in a row have a gram, and every gram of a term is in what has it`()
        async throws
    {
        try await database.withPool { pool async throws in
            try await forEachSeed(10) { random async throws in
                var texts: [String] = []
                for _ in 0..<40 { texts.append(random.sentence(upTo: 20)) }
                let searches = (0..<40).map { _ in random.search(in: texts) }
                let missed = try await pool.number(
                    """
                    SELECT count(*) FROM unnest(\(texts)) AS text, search_text(text) AS words,
                        unnest(\(searches)) AS search, regexp_split_to_table(search_pattern(search), '[|]') AS term
                    WHERE term <> '' AND strpos(words, term) > 0 AND NOT search_grams(words) @> search_grams(term)
                    """)
                try check(missed == 0, "the index does not know \(missed) terms")
                let forms = try await pool.number(
                    "SELECT count(*) FROM unnest(\(texts)) text WHERE search_text(search_text(text)) <> search_text(text)"
                )
                try check(forms == 0, "a search text has another search text")
            }
            #expect(
                try await pool.number(
                    "SELECT count(*) FROM unnest(search_grams(search_text('기타 줄')) ) gram WHERE gram IN ('기타')"
                ) == 1)
        }
    }

    @Test(arguments: [
        ("tv", " tv"), ("TV 기타", " tv|기타"), ("abc", "abc"), ("a-b", " a b"), ("삼성TV", "삼성 tv"), ("!!! ?", ""),
        ("", ""), ("|", ""), ("기타|줄", "기타 줄"), ("1인용", " 1인용"), ("123인용", "123인용"),
    ])
    func `a pattern keeps the space before short runs`(search: String, pattern: String) async throws {
        try await database.withPool { pool in
            let made = try await pool.query("SELECT search_pattern(\(search))")[0].string(0)
            #expect(made == pattern)
        }
    }

    @Test func `one text in two Unicode forms, asked for at once, gives each a cursor of its own`()
        async throws
    {
        try await database.withServices { services in
            _ = try await list([("기타 하나", ""), ("기타 둘", ""), ("기타 셋", "")], services.pool)
            let queries = ["기타", "기타".decomposedStringWithCanonicalMapping].map {
                AuctionQuery(.sample(search: $0), limit: 1)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for query in queries {
                    group.addTask {
                        let next = object(try await services.auctions.list(query).bytes)["next"] as? String
                        #expect(query.after(try #require(next)) != nil)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
