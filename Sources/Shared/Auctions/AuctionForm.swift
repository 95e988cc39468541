import Postgres

/// The fields of a listing as they came.
package struct AuctionForm: JSONReadable, Sendable {
    var title: Input<String>
    var description: Input<String>
    var category: Input<String>
    var estimate: Input<Int64>
    /// Whether `estimate` is there and null.
    let removesEstimate: Bool
    var startPrice: Input<Int64>
    var startsAt: Input<String>
    var durationMinutes: Input<Int64>
    var softCloseSeconds: Input<Int64>
    var imageIds: Input<[Int64]>

    package init(_ object: borrowing JSONObject) {
        title = object.text("title")
        description = object.text("description")
        category = object.text("category")
        estimate = object.integer("estimate")
        removesEstimate = object.isNull("estimate")
        startPrice = object.integer("startPrice")
        startsAt = object.text("startsAt")
        durationMinutes = object.integer("durationMinutes")
        softCloseSeconds = object.integer("softCloseSeconds")
        imageIds = object.integers("imageIds")
    }

    /// A form in which nothing was filled in.
    package init() {
        (title, description, category, startsAt) = (.absent, .absent, .absent, .absent)
        (estimate, startPrice, durationMinutes, softCloseSeconds) = (.absent, .absent, .absent, .absent)
        imageIds = .absent
        removesEstimate = false
    }

    /// One text for equal requests, as they came: what an idempotency key is compared by. So a key
    /// still answers when a start time that was ahead is past.
    var fingerprint: String {
        let words: [String] = [
            title.word, description.word, category.word, removesEstimate ? "null" : estimate.word,
            startPrice.word, startsAt.word, durationMinutes.word, softCloseSeconds.word, imageIds.word,
        ]
        return words.joined(separator: "\u{1F}")
    }

    /// What was left out is taken from an auction as it is, but for the start time.
    func filled(from listed: ListedFields) -> AuctionForm {
        var form = self
        form.title = title.or(listed.title)
        form.description = description.or(listed.description)
        form.category = category.or(listed.category)
        if !removesEstimate, let estimate = listed.estimate { form.estimate = self.estimate.or(estimate) }
        form.startPrice = startPrice.or(listed.startPrice)
        form.durationMinutes = durationMinutes.or(listed.minutes)
        form.softCloseSeconds = softCloseSeconds.or(listed.softCloseSeconds)
        form.imageIds = imageIds.or(listed.imageIds)
        return form
    }
}

/// What a seller once filled in, and who and how it went, read under the auction's lock.
struct ListedFields {
    let seller: UserID
    let status: AuctionStatus
    let hasWinner: Bool
    /// By the database's clock.
    let hasStarted: Bool
    let title: String
    let description: String
    let category: String
    let estimate: Money?
    let startPrice: Money
    let minutes: Int64
    let softCloseSeconds: Int64
    let imageIds: [Int64]

    /// Reads the auction and locks it. Throws `notFound`, or `forbidden` for anyone but its seller.
    init(
        locking auction: AuctionID, for person: UserID, in transaction: PostgresTransaction
    ) async throws {
        let results = try await transaction.run(
            """
            SELECT seller_id, status::text, winner_id IS NOT NULL, starts_at <= clock_timestamp(), title,
                description, category, estimate::bigint, start_price::bigint,
                (extract(epoch FROM first_ends_at - starts_at) / 60)::bigint, soft_close_seconds::bigint
            FROM auction WHERE id = \(auction.rawValue) FOR NO KEY UPDATE
            """,
            "SELECT image_id FROM auction_image WHERE auction_id = \(auction.rawValue) ORDER BY position")
        guard let row = results[0].first else { throw Problem.notFound }
        guard let status = AuctionStatus(rawValue: try row.decode(String.self, at: 1)) else {
            throw PostgresError.decoding("an unknown auction status")
        }
        seller = try row.id(0)
        guard seller == person else {
            throw Problem(.forbidden, "forbidden", "Only its seller may do that.")
        }
        self.status = status
        hasWinner = try row.decode(Bool.self, at: 2)
        hasStarted = try row.decode(Bool.self, at: 3)
        title = try row.decode(String.self, at: 4)
        description = try row.decode(String.self, at: 5)
        category = try row.decode(String.self, at: 6)
        estimate = try row.decode(Int64?.self, at: 7)
        startPrice = try row.decode(Int64.self, at: 8)
        minutes = try row.decode(Int64.self, at: 9)
        softCloseSeconds = try row.decode(Int64.self, at: 10)
        imageIds = try results[1].map { try $0.decode(Int64.self, at: 0) }
    }

    /// Whether it may still be changed or withdrawn.
    var isAhead: Bool { status == .upcoming && !hasStarted }
}

extension Input {
    fileprivate func or(_ value: Value) -> Input { if case .absent = self { .value(value) } else { self } }

    fileprivate var word: String {
        switch self {
        case .absent: "-"
        case .mistyped: "?"
        case .value(let value): "=\(value)"
        }
    }
}

extension Problem {
    static let started = Problem(
        .conflict, "auction.started", "The auction has started; it can no longer be changed.")
}
