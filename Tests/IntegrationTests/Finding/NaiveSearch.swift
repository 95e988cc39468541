import Foundation

/// What a search means, letter by letter and without an index.
struct NaiveSearch {
    private let terms: [[Unicode.Scalar]]

    init(_ text: String) {
        terms = text.split(whereSeparator: \.isWhitespace).map { Self.letters(of: String($0)) }
            .filter { !$0.isEmpty }
    }

    /// Whether every term occurs. Without one there is nothing to find.
    func finds(_ text: String) -> Bool {
        let letters = Self.letters(of: text)
        return !terms.isEmpty && terms.allSatisfy { Self.occurs($0, in: letters) }
    }

    /// NFKC in lower case; whatever is no letter and no digit is one space, and none at the ends. A run of
    /// ASCII behind another script is a word of its own, with or without the space.
    private static func letters(of text: String) -> [Unicode.Scalar] {
        var letters: [Unicode.Scalar] = []
        // Foundation alone does not compose what compatibility has taken apart: ｷﾞ becomes two letters.
        let form = text.precomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        for scalar in form.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if scalar.isASCII, letters.last == " ", letters.dropLast().last?.isASCII == false {
                    letters.removeLast()
                }
                letters.append(scalar)
            } else if let last = letters.last, last != " " {
                letters.append(" ")
            }
        }
        if letters.last == " " { letters.removeLast() }
        return letters
    }

    /// One or two letters of ASCII at a term's beginning must begin a run of them.
    private static func occurs(_ term: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Bool {
        let run = term.prefix { $0.isASCII && $0 != " " }.count
        guard term.count <= text.count else { return false }
        return (0...text.count - term.count).contains { start in
            guard text[start..<start + term.count].elementsEqual(term) else { return false }
            guard 1...2 ~= run, start > 0 else { return true }
            return text[start - 1] == " " || !text[start - 1].isASCII
        }
    }
}
