import Testing

@testable import APIServer

struct DemoVocabularyTests {
    private let vocabulary = DemoVocabulary(seed: 1)

    @Test func `twenty thousand words, none twice`() {
        #expect(vocabulary.words.count == DemoVocabulary.size)
        #expect(Set(vocabulary.words).count == DemoVocabulary.size)
    }

    @Test func `made-up words are of Hangul syllables or Latin letters`() {
        for word in vocabulary.words.dropFirst(200) {
            let isHangul = word.unicodeScalars.allSatisfy { (0xAC00...0xD7A3).contains($0.value) }
            let isLatin = word.unicodeScalars.allSatisfy { ("a"..."z").contains($0) }
            #expect(
                isHangul && (2...4).contains(word.count) || isLatin && (4...8).contains(word.count), "\(word)"
            )
        }
    }

    @Test func `words come as often as Zipf says`() {
        var generator = DemoGenerator(seed: 3)
        var counts: [Substring: Int] = [:]
        for word in vocabulary.text(of: 200_000, using: &generator).split(separator: " ") {
            counts[word, default: 0] += 1
        }
        func count(_ rank: Int) -> Int { counts[vocabulary.words[rank - 1][...]] ?? 0 }
        // ln((r + 1) / r) / ln 20 000 of 200 000, and four standard deviations beside it.
        #expect((13_550...14_450).contains(count(1)))
        #expect((7_850...8_530).contains(count(2)))
        #expect((145...260).contains(count(100)))
    }
}
