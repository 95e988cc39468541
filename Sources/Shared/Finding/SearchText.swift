import UnicodeForms

/// What somebody searches for: up to eight terms, each of which must occur.
package struct SearchText: Hashable, Sendable {
    package static let length = 1...100
    /// A sentence has more, but nobody types one; each term costs a comparison a row.
    package static let mostTerms = 8

    /// In NFKC, one space between terms: two that mean the same are the same in every byte.
    let text: String

    /// Nil without a letter or a sign; noted as `q` if it is too long, or has too many terms.
    package init?(_ text: String, checks: inout FieldChecks) {
        let terms = text.split(whereSeparator: \.isWhitespace)
        guard !terms.isEmpty else { return nil }
        let words = terms.joined(separator: " ")
        self.text = UnicodeForms.nfkc(words)
        checks.text("q", words, count: Self.length)
        if terms.count > Self.mostTerms {
            checks.refuse("q", code: "range", "must have up to \(Self.mostTerms) words")
        }
    }
}
