/// The words that generated auctions are made of: a few that people know, and a long tail of made-up ones.
///
/// They are drawn by Zipf's law, as in natural texts: the word of rank r about 1/r as often as the first.
struct DemoVocabulary: Sendable {
    static let size = 20_000

    /// The most frequent first.
    let words: [String]

    /// The same seed makes the same words.
    init(seed: UInt64) {
        var generator = DemoGenerator(seed: seed)
        var words = Self.known
        var seen = Set(words)
        while words.count < Self.size {
            // Three of four are Korean.
            let word =
                Int.random(in: 0..<4, using: &generator) == 0
                ? Self.latin(using: &generator) : Self.hangul(using: &generator)
            if seen.insert(word).inserted { words.append(word) }
        }
        self.words = words
    }

    /// So many words, a blank between them.
    func text(of count: Int, using generator: inout DemoGenerator) -> String {
        var text = word(using: &generator)
        for _ in 1..<count {
            text += " "
            text += word(using: &generator)
        }
        return text
    }

    /// A rank that is exp(u · ln size) falls between r and r + 1 with a probability of about 1 / (r · ln size).
    private func word(using generator: inout DemoGenerator) -> String {
        words[min(words.count - 1, Int(generator.between(1, Double(words.count))) - 1)]
    }

    private static func latin(using generator: inout DemoGenerator) -> String {
        let letters = Array("etaoinshrdlucmfwypvbgkjqxz")
        // The frequent letters oftener.
        let reach = Int.random(in: 8...letters.count, using: &generator)
        return String(
            (0..<Int.random(in: 4...8, using: &generator)).map { _ in
                letters[Int.random(in: 0..<reach, using: &generator)]
            })
    }

    /// Two to four syllables, half of them open, others with ㄴ or ㄹ at their end (Unicode 3.12: there are 28
    /// endings to each of 399 beginnings).
    private static func hangul(using generator: inout DemoGenerator) -> String {
        var word = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 2...4, using: &generator) {
            let ending = [0, 0, 4, 8][Int.random(in: 0..<4, using: &generator)] as UInt32
            let syllable = 0xAC00 + UInt32.random(in: 0..<399, using: &generator) * 28 + ending
            if let scalar = Unicode.Scalar(syllable) { word.append(scalar) }
        }
        return String(word)
    }

    private static let known = """
        자전거 camera 노트북 vintage 카메라 의자 with 책상 new 기타 헤드폰 box 키보드 텐트 laptop 시계 냉장고 guitar \
        세탁기 가방 bike 신발 코트 watch 렌즈 피아노 lens 소파 조명 keyboard 그림 모니터 piano 스피커 자켓 chair \
        청소기 전자레인지 desk 침대 화분 lamp 유모차 장난감 book 인형 레고 tv 게임기 태블릿 tablet 휴대폰 이어폰 phone \
        커피머신 그릇 coffee 냄비 칼 jacket 등산화 배낭 bag 스키 골프채 golf 바이올린 드럼 violin 우표 동전 coin \
        도자기 액자 frame 만년필 소설 novel 만화책 사전 record 향수 반지 ring 목걸이 지갑 wallet 티셔츠 청바지 jeans \
        안경 모자 hat 우산 담요 blanket 거울 커튼 mirror
        """.split(separator: " ").map(String.init)
}

/// A repeatable source of randomness: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct DemoGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 ..< 1.
    mutating func unit() -> Double { Double.random(in: 0..<1, using: &self) }
}
