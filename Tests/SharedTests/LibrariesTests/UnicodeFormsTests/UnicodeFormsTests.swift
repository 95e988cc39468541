import Testing
import UnicodeForms

/// Texts are compared by their scalars here: `==` of strings takes canonical equivalents for the same.
struct UnicodeFormsTests {
    @Test(arguments: [
        ("", ""), ("경매 42", "경매 42"),
        ("ＡＢＣ１２３＿", "ABC123_"), ("ﬁﬄ", "fiffl"), ("①½", "11\u{2044}2"), ("ｱﾞ", "ア\u{3099}"),
        ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"), ("ㅎㅏㄴ", "하\u{1102}"),
        ("e\u{301}", "é"), ("\u{212b}", "Å"), ("a\u{302}\u{323}", "\u{1ead}"),
        ("ẞß", "ẞß"),
    ])
    func `NFKC gives the usual form`(_ text: String, _ expected: String) {
        #expect(Array(UnicodeForms.nfkc(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(arguments: [
        ["strasse", "Straße", "STRASSE", "STRAẞE", "ＳＴＲＡＳＳＥ", "ſtraſſe"],
        ["σισυφοσ", "ΣΙΣΥΦΟΣ", "Σισυφος"],
        ["mhz", "㎒", "MHz", "ＭＨＺ"],
        ["한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"],
        ["é", "É", "e\u{301}", "E\u{301}"],
        ["k", "K", "\u{212a}"],
        ["i", "I"], ["i\u{307}", "İ"], ["ı"],
        ["άι", "ᾴ", "\u{3b1}\u{345}\u{301}", "Α\u{301}Ι"],
        ["", ""],
    ])
    func `texts that differ in case and form only have one folded form`(_ texts: [String]) {
        let folded = texts.map { Array(UnicodeForms.nfkcCaseFolded($0).unicodeScalars) }
        #expect(folded.allSatisfy { $0 == Array(texts[0].unicodeScalars) })
    }

    /// Of the planes that have letters.
    @Test func `every character is folded to a form that folds to itself`() {
        for value in UInt32(0)...0x2_ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if !isSettled(String(scalar)) { Issue.record("U+\(String(value, radix: 16)) is not") }
        }
    }

    @Test func `any text is folded to a form that folds to itself`() {
        // Marks and letters that compose and reorder, beside anything else.
        let marks: [ClosedRange<UInt32>] = [
            0x41...0x5a, 0xc0...0x17f, 0x300...0x36f, 0x370...0x3ff, 0x1100...0x11ff, 0x1f00...0x1fff,
            0x3099...0x30ff, 0xac00...0xd7a3, 0x1e00...0x1eff, 0x0...0x10_ffff,
        ]
        for _ in 0..<20_000 {
            let scalars = (0..<Int.random(in: 1...8)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: marks.randomElement()!))
            }
            let text = String(String.UnicodeScalarView(scalars))
            if !isSettled(text) { Issue.record("\(scalars) is not") }
        }
    }

    private func isSettled(_ text: String) -> Bool {
        let folded = UnicodeForms.nfkcCaseFolded(text)
        return UnicodeForms.nfkcCaseFolded(folded).utf8.elementsEqual(folded.utf8)
            && UnicodeForms.nfkc(folded).utf8.elementsEqual(folded.utf8)
            && UnicodeForms.nfkc(UnicodeForms.nfkc(text)).utf8.elementsEqual(UnicodeForms.nfkc(text).utf8)
    }
}
