import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct ShareAuctionTests {
    private let database = TestDatabase.current

    /// The tags for an auction with these words.
    private func tags(_ title: String, _ description: String) async throws -> String {
        try await database.withServices { services in
            let api = try SampleApplication(services)
            let seller = try await services.pool.samplePerson()
            let auction = try await services.pool.sampleAuction(by: seller).rawValue
            _ = try await services.pool.query(
                "UPDATE auction SET title = \(title), description = \(description) WHERE id = \(auction)")
            let answer = await api.get(
                "/share/auctions/\(auction)", headers: [("Host", "h.test"), ("X-Forwarded-Proto", "https")])
            #expect(answer.status == 200)
            return String(decoding: answer.response.body, as: UTF8.self)
        }
    }

    /// What stands between the quotes of a tag.
    private func content(_ name: String, _ html: String) -> String? {
        html.split(separator: "\n").first { $0.contains("property=\"\(name)\"") }
            .map { String(String($0.dropLast(2)).components(separatedBy: "content=\"").last ?? "") }
    }

    @Test(arguments: [
        #"a" onload="b"#, "</title><script>x</script>", "a&amp;b", "<!--# include virtual=\"/x\" -->",
        "\"\u{301} http-equiv=\"\u{301}refresh", "<\u{338}script>\u{338}", "&\u{301}lt;", "${x} {{y}}",
    ])
    func `nothing that somebody wrote leaves its attribute`(text: String) async throws {
        let html = try await tags(text, text)
        for line in html.split(separator: "\n") {
            let scalars = Array(line.unicodeScalars)
            #expect(scalars.filter { $0 == "\"" }.count == 4, "\(line)")
            #expect(
                scalars.filter { $0 == "<" }.count == 1 && scalars.filter { $0 == ">" }.count == 1, "\(line)")
        }
        let escaped = try #require(content("og:title", html))
        let back = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(escaped) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
        }
        #expect(Array(back.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test func `a description is one line of 200 characters, or the title`() async throws {
        let long = try await tags("Guitar", "six \n\n strings\t" + String(repeating: "가", count: 500))
        let description = try #require(content("og:description", long))
        #expect(description.hasPrefix("six strings 가"))
        #expect(description.unicodeScalars.count == 200)
        let marks = try await tags("Guitar", "e" + String(repeating: "\u{301}", count: 4000))
        #expect(try #require(content("og:description", marks)).unicodeScalars.count == 200)
        #expect(content("og:description", try await tags("Guitar", " \n ")) == "Guitar")
    }

    @Test func `it tells the address, the price and the picture`() async throws {
        try await database.withServices { services in
            let api = try SampleApplication(services)
            let seller = try await services.pool.samplePerson()
            let auction = try await services.pool.sampleAuction(by: seller).rawValue
            func html(_ id: String) async -> String {
                let answer = await api.get("/share/auctions/\(id)", headers: [("Host", "h.test\"><x")])
                #expect(answer.status == 200)
                return String(decoding: answer.response.body, as: UTF8.self)
            }
            let plain = await html("\(auction)")
            #expect(content("og:url", plain) == "http://h.test&quot;&gt;&lt;x/auctions/\(auction)")
            #expect(content("product:price:amount", plain) == "1000")
            #expect(content("og:image", plain) == nil)
            let image = try await services.pool.sampleImage(of: seller)
            _ = try await services.pool.query(
                """
                WITH a AS (UPDATE auction SET seq = seq WHERE id = \(auction) RETURNING id)
                INSERT INTO auction_image (auction_id, position, image_id) SELECT id, 0, \(image) FROM a
                """)
            #expect(content("og:image", await html("\(auction)"))?.hasSuffix("/media/a.jpg") == true)
            for unknown in ["1", "x", "%3Cscript%3E", "99999999999999999999"] {
                #expect(await html(unknown) == "")
            }
        }
    }
}
