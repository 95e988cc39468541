import Cryptography
import Postgres
import TestSupport
import Testing

@testable import Shared

struct AccessTokenTests {
    private let keys: TokenKeys
    init() throws { keys = try .sample(TokenKeys.line("one", 1)) }

    private func read(_ text: String, at now: Timestamp = .noon) -> AccessToken? {
        AccessToken(text, keys: keys, at: now)
    }

    @Test func `a signed token says whom it belongs to and until when`() {
        let text = AccessToken.sample.signed(with: keys, at: .noon)
        #expect(read(text) == .sample)
        #expect(text.split(separator: ".").count == 3)
        #expect(read(forged()) == .sample)
    }

    @Test func `it is good until the very moment it expires`() {
        let text = AccessToken.sample.signed(with: keys, at: .noon)
        let end = AccessToken.sample.expiresAt
        #expect(read(text, at: Timestamp(microseconds: end.microseconds - 1)) != nil)
        #expect(read(text, at: end) == nil)
        #expect(read(text, at: end.adding(seconds: 86_400)) == nil)
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"one"}"#, #"{"alg":"None","kid":"one"}"#, #"{"alg":"hs256","kid":"one"}"#,
        #"{"alg":"HS512","kid":"one"}"#, #"{"alg":"RS256","kid":"one"}"#, #"{"alg":"","kid":"one"}"#,
        #"{"alg":["HS256"],"kid":"one"}"#, #"{"kid":"one"}"#, #"{"alg":"HS256"}"#,
        #"{"alg":"HS256","kid":"two"}"#, #"{"alg":"HS256","kid":1}"#, "[]", "nothing", "",
    ])
    func `other algorithms and keys are refused, however well it is signed`(header: String) {
        #expect(read(forged(header: header)) == nil)
    }

    @Test func `no signature is no token`() {
        let text = forged(header: #"{"alg":"none","kid":"one"}"#)
        let unsigned = text.split(separator: ".").prefix(2).joined(separator: ".")
        #expect(read(unsigned + ".") == nil)
        #expect(read(unsigned) == nil)
        #expect(read(forged().split(separator: ".").prefix(2).joined(separator: ".") + ".") == nil)
    }

    @Test(arguments: [
        #"{"sub":"2","sid":7,"aud":"other","exp":1795349700}"#, #"{"sub":"2","sid":7,"exp":1795349700}"#,
        #"{"sub":"0","sid":7,"aud":"handsup","exp":1795349700}"#,
        #"{"sub":"-2","sid":7,"aud":"handsup","exp":1795349700}"#,
        #"{"sub":2,"sid":7,"aud":"handsup","exp":1795349700}"#, #"{"sub":"2","sid":7,"aud":"handsup"}"#,
        #"{"sub":"2","sid":7,"aud":"handsup","exp":9223372036854775807}"#,
        #"{"sub":"2","sid":7,"aud":"handsup","exp":-9223372036854775808}"#,
        #"{"sub":"2","sid":7,"aud":"handsup","exp":"1795349700"}"#,
        #"{"sub":"2","sid":7,"aud":["handsup"],"exp":1795349700}"#, "{}", "null", "",
    ])
    func `claims that are missing, foreign or odd are refused`(claims: String) {
        #expect(read(forged(claims: claims)) == nil)
    }

    @Test func `another key's signature is refused`() {
        #expect(read(forged(byte: 2)) == nil)
    }

    @Test func `keys rotate: the first signs, all check`() throws {
        let old = AccessToken.sample.signed(with: keys, at: .noon)
        let rotated = try TokenKeys.sample(TokenKeys.line("two", 2), TokenKeys.line("one", 1))
        #expect(AccessToken(old, keys: rotated, at: .noon) == .sample)
        let new = AccessToken.sample.signed(with: rotated, at: .noon)
        #expect(new != old)
        #expect(AccessToken(new, keys: rotated, at: .noon) == .sample)
        #expect(read(new) == nil)
        let retired = try TokenKeys.sample(TokenKeys.line("two", 2))
        #expect(AccessToken(old, keys: retired, at: .noon) == nil)
    }

    @Test func `a change of any letter is noticed`() {
        let text = Array(AccessToken.sample.signed(with: keys, at: .noon))
        for place in text.indices {
            var changed = text
            changed[place] = changed[place] == "A" ? "B" : "A"
            #expect(read(String(changed)) == nil, "letter \(place)")
        }
    }

    @Test func `garbage is refused`() throws {
        let good = AccessToken.sample.signed(with: keys, at: .noon)
        for text in ["", ".", "..", "...", "a.b.c", good + ".", "." + good, good + "=", " " + good] {
            #expect(read(text) == nil, "\(text)")
        }
        #expect(read(String(repeating: "A", count: 100_000)) == nil)
        try forEachSeed(300) { random in
            let text = random.text(upTo: 20) + "." + random.text(upTo: 20) + "." + random.text(upTo: 20)
            try check(read(text) == nil, "accepted \(text)")
        }
    }
}

struct TokenKeysTests {
    @Test func `comments and empty lines do not count`() throws {
        let keys = try TokenKeys("# keys\n\n\(TokenKeys.line("one", 1))\n\n")
        #expect(keys.signing.id == "one")
    }

    @Test(arguments: [
        "", "# only", "one", "one two three", "one 00", "one zz", "one " + String(repeating: "g", count: 64),
        "one " + String(repeating: "0", count: 63), "one " + String(repeating: "0", count: 62),
    ])
    func `short or broken keys are refused`(text: String) {
        #expect(throws: TokenKeys.Malformed.self) { try TokenKeys(text) }
    }
}
