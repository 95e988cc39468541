import Postgres
import Testing

@testable import APIServer
@testable import Shared

struct DemoListingsTests {
    private let now = Timestamp(milliseconds: 1_790_000_000_000)

    private func listings(_ count: Int, seed: UInt64 = 7) -> [DemoListing] {
        var listings = DemoListings(
            count: count, seed: seed, now: now, sellers: [11, 12, 13],
            categories: ["books", "music", "other"])
        var all: [DemoListing] = []
        while case let some = listings.next(300), !some.isEmpty { all += some }
        return all
    }

    @Test(arguments: [1, 2, 3, 10, 99, 1000])
    func `there are as many as were asked for`(count: Int) {
        #expect(listings(count).count == count)
    }

    @Test func `each could be listed by a person`() {
        for listing in listings(2000) {
            var checks = FieldChecks()
            checks.text("title", listing.title, count: AuctionDraft.titleLength)
            checks.text("description", listing.description, count: AuctionDraft.descriptionLength)
            #expect(checks.fields.isEmpty, "\(listing.title)")
            #expect((1000...2_000_000).contains(listing.startPrice) && listing.startPrice % 100 == 0)
            #expect((3...5).contains(listing.title.split(separator: " ").count))
            #expect((12...31).contains(listing.description.split(separator: " ").count))
        }
    }

    @Test(arguments: [1, 5, 100, 3000])
    func `they are in order of time, each in the state of its time`(count: Int) {
        let listings = listings(count)
        #expect(zip(listings, listings.dropFirst()).allSatisfy { $0.createdAt <= $1.createdAt })
        for listing in listings {
            #expect(listing.createdAt <= now && listing.createdAt <= listing.startsAt)
            #expect(listing.startsAt < listing.endsAt)
            let length = listing.endsAt.milliseconds - listing.startsAt.milliseconds
            #expect((1_200_000...604_800_000).contains(length))
            switch listing.status {
            case .ended: #expect(listing.endsAt < now)
            case .live:
                #expect(listing.startsAt < now && listing.endsAt >= now.adding(milliseconds: 86_400_000))
            case .upcoming:
                #expect(now < listing.startsAt)
                #expect(listing.startsAt < now.adding(milliseconds: 29 * 86_400_000))
            case .cancelled: Issue.record("nobody cancelled it")
            }
        }
    }

    @Test func `most have ended, few are live or upcoming`() {
        let counts = Dictionary(grouping: listings(1000), by: \.status).mapValues(\.count)
        #expect(counts == [.ended: 970, .live: 10, .upcoming: 20])
    }

    @Test func `categories and likes are uneven`() {
        let listings = listings(3000)
        let categories = Dictionary(grouping: listings, by: \.category).mapValues(\.count)
        #expect(categories["books"]! > categories["other"]! * 3 / 2)
        #expect(listings.filter { $0.likes == 0 }.count > 1000)
        #expect(listings.contains { $0.likes > 200 })
    }

    @Test func `the same seed makes the same, another one others`() {
        #expect(listings(50).map(\.title) == listings(50).map(\.title))
        #expect(listings(50).map(\.title) != listings(50, seed: 8).map(\.title))
    }
}
