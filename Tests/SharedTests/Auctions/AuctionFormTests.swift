import Postgres
import TestSupport
import Testing

@testable import Shared

struct AuctionFormTests {
    @Test func `null is as if it were left out, but for the estimate`() throws {
        #expect(
            try AuctionDraft.sample(["softCloseSeconds": "null", "startsAt": "null"]).softCloseSeconds == 10)
        #expect(try form(["estimate": "null"]).fingerprint != form().fingerprint)
        #expect(try form(["startsAt": "null"]).fingerprint == form().fingerprint)
    }

    @Test func `a fingerprint tells what was asked, not when`() throws {
        let past = try form(["startsAt": "\"2020-01-01T00:00:00Z\""])
        #expect(try past.fingerprint == form(["startsAt": "\"2020-01-01T00:00:00Z\""]).fingerprint)
        #expect(try form(["title": "{}"]).fingerprint != form(["title": nil]).fingerprint)
        #expect(try form(["title": "\"-\""]).fingerprint != form(["title": nil]).fingerprint)
        #expect(try form(["title": "\"?\""]).fingerprint != form(["title": "{}"]).fingerprint)
    }

    @Test func `two forms have one fingerprint only if they are the same`() throws {
        try forEachSeed(100) { random in
            let fields = ["title", "description", "estimate", "startPrice", "imageIds"]
            let values = ["null", "\"a\"", "\"b=\"", "1", "12", "[1]", "[1,2]", "{}"]
            var forms: [[String: String?]] = []
            for _ in 0..<2 {
                forms.append(Dictionary(uniqueKeysWithValues: fields.map { ($0, random.pick(values)) }))
            }
            let (one, other) = (try form(forms[0]), try form(forms[1]))
            // Compared by what the fields became: absent, mistyped, or a value.
            let isSame = read(one) == read(other)
            try check((one.fingerprint == other.fingerprint) == isSame, "\(forms)")
        }
    }

    private func read(_ form: AuctionForm) -> [String] {
        [
            "\(form.title)", "\(form.description)", "\(form.estimate) \(form.removesEstimate)",
            "\(form.startPrice)", "\(form.imageIds)",
        ]
    }
}
