import Foundation
import TestSupport

extension SeededGenerator {
    /// Few letters of several scripts and forms, so that short terms are met now and then.
    private static let letters = [
        ["가", "나", "기", "타", "삼", "성", "각"], ["a", "b", "t", "v", "1", "5"], ["A", "B", "T", "V"],
        ["é", "ﬁ", "①", "㎏", "ｔ", "Ｖ", "ア", "カ\u{3099}", "я", "Я", "漢"],
    ]
    private static let signs = [
        " ", " ", " ", "-", ",", "·", "|", "%", "_", "\\", "'", "\n", "\u{3000}", "’", "🎸", "\u{200D}", "½",
    ]

    /// Up to `count` letters and signs, mostly in runs of one script, sometimes decomposed.
    mutating func sentence(upTo count: Int) -> String {
        var text = ""
        var script = Self.letters[0]
        for _ in 0..<Int.random(in: 1...count, using: &self) {
            if chance(25) { script = pick(Self.letters) }
            text += chance(20) ? pick(Self.signs) : pick(script)
        }
        return chance(15) ? text.decomposedStringWithCanonicalMapping : text
    }

    /// What somebody may look for: a few terms, most of them cut from one of the texts.
    mutating func search(in texts: [String]) -> String {
        let terms = (0..<Int.random(in: 1...3, using: &self)).map { _ -> String in
            guard chance(75) else { return sentence(upTo: 3) }
            let scalars = Array(pick(texts).unicodeScalars)
            let start = Int.random(in: 0..<scalars.count, using: &self)
            let end = min(scalars.count, start + Int.random(in: 1...5, using: &self))
            var term = String(String.UnicodeScalarView(scalars[start..<end]))
            if chance(20) { term = term.uppercased() }
            return chance(20) ? term.decomposedStringWithCanonicalMapping : term
        }
        return terms.joined(separator: " ")
    }
}
