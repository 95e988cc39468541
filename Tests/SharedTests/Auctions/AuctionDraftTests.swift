import Postgres
import Testing

@testable import Shared

struct AuctionDraftTests {
    private func refusals(_ changes: [String: String?]) throws -> [String] {
        let form = try form(changes)
        return codes { try AuctionDraft(form, now: .noon) }
    }
    private func text(_ count: Int) -> String { "\"\(String(repeating: "가", count: count))\"" }

    @Test func `what is not said has its default`() throws {
        let draft = try AuctionDraft.sample()
        #expect(draft.startsAt == nil)
        #expect(draft.minutes == 20)
        #expect(draft.softCloseSeconds == 10)
        #expect(draft.estimate == nil)
        #expect(draft.imageIds == [])
    }

    @Test func `everything that is said is kept`() throws {
        let draft = try AuctionDraft.sample([
            "estimate": "50000", "durationMinutes": "5", "softCloseSeconds": "0", "imageIds": "[3,1,2]",
            "startsAt": "\"2026-11-22T22:00:00+09:00\"",
        ])
        #expect(draft.estimate == 50_000)
        #expect(draft.minutes == 5)
        #expect(draft.softCloseSeconds == 0)
        #expect(draft.imageIds == [3, 1, 2])
        #expect(draft.startsAt == .noon.adding(seconds: 3600))
    }

    @Test func `all that is missing or mistyped is told at once`() throws {
        #expect(
            try refusals(["title": nil, "description": nil, "category": nil, "startPrice": nil])
                == ["title missing", "description missing", "category missing", "startPrice missing"])
        let names = [
            "title", "description", "category", "estimate", "startPrice", "startsAt", "durationMinutes",
            "softCloseSeconds", "imageIds",
        ]
        let wrong = Dictionary(uniqueKeysWithValues: names.map { ($0, Optional("{}")) })
        #expect(try refusals(wrong) == names.map { "\($0) type" })
    }

    @Test func `texts have lengths, in scalars`() throws {
        #expect(try refusals(["title": text(2)]) == [])
        #expect(try refusals(["title": text(100)]) == [])
        #expect(try refusals(["title": text(1)]) == ["title length"])
        #expect(try refusals(["title": text(101)]) == ["title length"])
        #expect(try refusals(["title": "\"   \""]) == ["title blank"])
        #expect(try refusals(["title": #""a\nb""#]) == ["title control"])
        #expect(try refusals(["description": text(0)]) == [])
        #expect(try refusals(["description": text(5000)]) == [])
        #expect(try refusals(["description": text(5001)]) == ["description length"])
        #expect(try refusals(["description": #""a\nb\tc""#]) == [])
        #expect(try refusals(["description": #""a\u0000b""#]) == ["description control"])
        #expect(try refusals(["category": text(0)]) == ["category length"])
        #expect(try refusals(["category": text(41)]) == ["category length"])
    }

    @Test(arguments: [
        ("estimate", "0", "1000000000000", "-1", "1000000000001"),
        ("startPrice", "0", "1000000000000", "-1", "1000000000001"),
        ("durationMinutes", "5", "10080", "4", "10081"), ("softCloseSeconds", "0", "600", "-1", "601"),
    ])
    func `numbers have ranges`(name: String, least: String, most: String, below: String, above: String) throws
    {
        #expect(try refusals([name: least]) == [])
        #expect(try refusals([name: most]) == [])
        #expect(try refusals([name: below]) == ["\(name) range"])
        #expect(try refusals([name: above]) == ["\(name) range"])
        #expect(try refusals([name: "1.5"]) == ["\(name) type"])
    }

    @Test(arguments: ["[1,1]", "[0]", "[-1]", "[1,2,3,4,5,6,7,8,9,10,11]"])
    func `pictures are up to ten different ids`(ids: String) throws {
        #expect(try refusals(["imageIds": ids]) == ["imageIds range"])
    }

    @Test func `ten pictures are accepted`() throws {
        #expect(try AuctionDraft.sample(["imageIds": "[1,2,3,4,5,6,7,8,9,10]"]).imageIds.count == 10)
    }

    @Test(arguments: [
        ("soon", "format"), ("2026-11-22", "format"), ("2026-11-22T12:00:00", "format"),
        ("2026-13-22T12:00:00Z", "format"), ("2026-12-22T12:00:00.001Z", "range"),
        ("2026-11-22T11:58:59Z", "range"), ("0001-01-01T00:00:00Z", "range"),
        ("9999-12-31T23:59:59Z", "range"),
    ])
    func `a start is a time from now to 30 days ahead`(time: String, code: String) throws {
        #expect(try refusals(["startsAt": "\"\(time)\""]) == ["startsAt \(code)"])
    }

    @Test func `a start that has just passed is now`() throws {
        #expect(try AuctionDraft.sample(["startsAt": "\"2026-11-22T11:59:30Z\""]).startsAt == nil)
        #expect(try AuctionDraft.sample(["startsAt": "\"2026-12-22T12:00:00Z\""]).startsAt != nil)
    }

    @Test func `equal drafts have one fingerprint, any other field another`() throws {
        let changes: [[String: String?]] = [
            [:], ["title": "\"Other\""], ["description": "\"\""], ["category": "\"art\""], ["estimate": "1"],
            ["startPrice": "1"], ["startsAt": "\"2026-11-23T12:00:00Z\""], ["durationMinutes": "21"],
            ["softCloseSeconds": "11"], ["imageIds": "[1]"], ["imageIds": "[1,2]"], ["imageIds": "[2,1]"],
        ]
        let fingerprints = try changes.map { try AuctionDraft.sample($0).fingerprint }
        #expect(Set(fingerprints).count == changes.count)
    }
}
