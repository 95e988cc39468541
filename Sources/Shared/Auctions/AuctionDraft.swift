import Postgres

/// What a seller asks to list. Made only from valid fields.
package struct AuctionDraft: Sendable {
    package static let titleLength = 2...100
    package static let descriptionLength = 0...5000
    /// 5 minutes … 7 days.
    package static let minutes: ClosedRange<Int64> = 5...10_080
    /// 10 s unless the seller says otherwise; 0 turns soft close off.
    package static let softCloseSeconds: ClosedRange<Int64> = 0...600
    package static let defaultSoftClose: Int64 = 10
    package static let defaultMinutes: Int64 = 20
    package static let mostImages = 10
    /// How far ahead an auction may start.
    package static let longestLeadMilliseconds: Int64 = 30 * 24 * 3600 * 1000

    package let title: String
    package let description: String
    package let category: String
    package let estimate: Money?
    package let startPrice: Money
    /// Nil for now.
    package let startsAt: Timestamp?
    package let minutes: Int64
    package let softCloseSeconds: Int64
    package let imageIds: [Int64]
    let fingerprint: String

    /// Checks every field; throws `invalid` with all that is wrong.
    /// - Parameter now: by the caller's clock; the database's own decides again when it is stored.
    package init(_ form: AuctionForm, now: Timestamp) throws(Problem) {
        var checks = FieldChecks()
        let title = checks.required("title", form.title)
        let description = checks.required("description", form.description)
        let category = checks.required("category", form.category)
        let estimate = checks.optional("estimate", form.estimate)
        let startPrice = checks.required("startPrice", form.startPrice)
        let start = checks.optional("startsAt", form.startsAt)
        let minutes = checks.optional("durationMinutes", form.durationMinutes) ?? Self.defaultMinutes
        let softClose = checks.optional("softCloseSeconds", form.softCloseSeconds) ?? Self.defaultSoftClose
        let images = checks.optional("imageIds", form.imageIds) ?? []

        checks.text("title", title, count: Self.titleLength)
        checks.text("description", description, count: Self.descriptionLength, isMultiline: true)
        checks.text("category", category, count: 1...40)
        checks.number("estimate", estimate, in: moneyRange)
        checks.number("startPrice", startPrice, in: moneyRange)
        checks.number("durationMinutes", minutes, in: Self.minutes)
        checks.number("softCloseSeconds", softClose, in: Self.softCloseSeconds)
        if images.count > Self.mostImages || Set(images).count < images.count
            || images.contains(where: { $0 < 1 })
        {
            checks.refuse("imageIds", code: "range", "must be up to \(Self.mostImages) different ids")
        }
        let startsAt = start.flatMap { Timestamp($0) }
        if start != nil, startsAt == nil {
            checks.refuse("startsAt", code: "format", "must be an RFC 3339 time")
        }
        let latest = now.adding(milliseconds: Self.longestLeadMilliseconds)
        if let startsAt, startsAt > latest || startsAt < now.adding(milliseconds: -60_000) {
            checks.refuse("startsAt", code: "range", "must be from now to 30 days ahead")
        }
        try checks.finish()
        guard let title, let description, let category, let startPrice else { throw .invalid(checks.fields) }
        self.title = title
        self.description = description
        self.category = category
        self.estimate = estimate
        self.startPrice = startPrice
        self.startsAt = startsAt.flatMap { $0 > now ? $0 : nil }
        self.minutes = minutes
        self.softCloseSeconds = softClose
        imageIds = images
        fingerprint = form.fingerprint
    }
}
