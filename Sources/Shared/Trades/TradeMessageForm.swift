/// What somebody wants to write in a trade. Made only from valid fields.
struct TradeMessageForm: Sendable {
    static let textLength = 1...1000
    static let mostImages = 5

    let text: String
    let imageIds: [Int64]

    /// From fields as they came; throws `invalid` with all that is wrong. Pictures need no text.
    init(text: Input<String>, imageIds: Input<[Int64]>) throws(Problem) {
        var checks = FieldChecks()
        let images = checks.optional("imageIds", imageIds) ?? []
        if images.count > Self.mostImages || Set(images).count < images.count
            || images.contains(where: { $0 < 1 })
        {
            checks.refuse("imageIds", code: "range", "must be up to \(Self.mostImages) different ids")
        }
        let written = images.isEmpty ? checks.required("text", text) : checks.optional("text", text)
        let length = (images.isEmpty ? 1 : 0)...Self.textLength.upperBound
        checks.text("text", written, count: length, isMultiline: true)
        try checks.finish()
        self.text = written ?? ""
        self.imageIds = images
    }

    /// What an idempotency key is compared by.
    func fingerprint(in trade: TradeID) -> String { "\(trade) \(imageIds) \(text)" }
}
