import Testing

@testable import APIServer
@testable import Shared

struct DemoItemsTests {
    @Test func `every sample could be listed by a person`() {
        for item in DemoItem.all {
            var checks = FieldChecks()
            checks.text("title", item.title, count: AuctionDraft.titleLength)
            checks.text(
                "description", item.description, count: AuctionDraft.descriptionLength, isMultiline: true)
            checks.number("startPrice", item.startPrice, in: moneyRange)
            #expect(checks.fields.isEmpty, "\(item.title)")
        }
    }

    @Test func `a picture is one drawing with the item's symbol`() {
        for (number, item) in DemoItem.all.enumerated() {
            let picture = item.picture(number: number)
            #expect(picture.hasPrefix("<svg "))
            #expect(picture.hasSuffix("</svg>"))
            #expect(picture.contains(">\(item.symbol)<"))
        }
    }
}
