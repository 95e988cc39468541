import Postgres
import Shared

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An auction without pictures and bids, one of many for load tests.
struct DemoListing: Sendable {
    let seller: Int64
    let title: String
    let description: String
    let category: String
    let startPrice: Int64
    let status: AuctionStatus
    let createdAt: Timestamp
    let startsAt: Timestamp
    let endsAt: Timestamp
    let likes: Int32
}

/// Makes a given number of listings in the order in which people would have listed them: 97 % have ended over the
/// last nine months, 1 % are live and end within a week, 2 % start in the next four weeks.
struct DemoListings: Sendable {
    private static let minute: Int64 = 60_000
    private static let hour = 60 * minute
    private static let day = 24 * hour

    let count: Int
    private let now: Timestamp
    private let sellers: [Int64]
    private let categories: [String]
    private let vocabulary: DemoVocabulary
    private var generator: DemoGenerator
    private var made = 0

    /// The same seed, time and people make the same listings.
    init(count: Int, seed: UInt64, now: Timestamp, sellers: [Int64], categories: [String]) {
        self.count = count
        self.now = now
        self.sellers = sellers
        self.categories = categories
        vocabulary = DemoVocabulary(seed: 1)
        generator = DemoGenerator(seed: seed)
    }

    /// Up to `count` more; none when all are made.
    mutating func next(_ count: Int) -> [DemoListing] {
        (0..<min(count, self.count - made)).map { _ in listing() }
    }

    private mutating func listing() -> DemoListing {
        let title = vocabulary.text(of: Int.random(in: 3...5, using: &generator), using: &generator)
        let description = vocabulary.text(of: Int.random(in: 12...31, using: &generator), using: &generator)
        let times = times()
        made += 1
        return DemoListing(
            seller: sellers[Int.random(in: 0..<sellers.count, using: &generator)], title: title,
            description: description,
            // The first of 17 categories four times as often as the last.
            category: categories[Int(Double(categories.count) * pow(generator.unit(), 1.5))],
            startPrice: Int64(generator.between(1000, 2_000_000) / 100) * 100,
            status: times.status, createdAt: times.created, startsAt: times.start, endsAt: times.end,
            // Nearly half are liked by nobody, the most liked by five hundred.
            likes: Int32(pow(generator.unit(), 8) * 500))
    }

    private mutating func times() -> (
        status: AuctionStatus, created: Timestamp, start: Timestamp, end: Timestamp
    ) {
        let ended = count * 97 / 100
        let open = ended + max(1, count / 100)
        let length = Int64(generator.between(20, 5 * 24 * 60)) * Self.minute
        if made < ended {
            let start = now.adding(
                milliseconds: -7 * Self.day - 270 * Self.day * Int64(ended - made) / Int64(ended))
            return (.ended, start, start, start.adding(milliseconds: length))
        }
        if made < open {
            let start = now.adding(
                milliseconds: -Self.day + Self.hour * Int64(made - ended) / Int64(open - ended))
            let rest = Self.day + Int64(generator.unit() * Double(5 * Self.day))
            return (.live, start, start, now.adding(milliseconds: rest))
        }
        let created = now.adding(
            milliseconds: -Self.hour + Self.hour * Int64(made - open) / Int64(count - open))
        let wait = Self.hour + Int64(generator.unit() * Double(29 * Self.day - Self.hour))
        let start = now.adding(milliseconds: wait)
        return (.upcoming, created, start, start.adding(milliseconds: length))
    }
}

extension DemoGenerator {
    /// Every order of magnitude as often: the logarithm is even.
    mutating func between(_ low: Double, _ high: Double) -> Double {
        exp(log(low) + unit() * (log(high) - log(low)))
    }
}
