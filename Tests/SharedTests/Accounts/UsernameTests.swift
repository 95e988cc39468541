import TestSupport
import Testing

@testable import Shared

struct UsernameTests {
    private func mistake(_ text: String) -> Username.Mistake? {
        do throws(Username.Mistake) {
            _ = try Username(text)
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        "ab", "anna", "Anna_1", "__", "12", "홍길동", "손들다_7", "하늘", "かな_カナ", "漢字", "Ωmega", "Привет",
        "नमस्ते", "हिन्दी", "สวัสดี", "น้ำใจ", "مرحبا", "שלום", "été", "Ångström", "İstanbul", "straße", "٣٤",
        "𝒜𝓃𝓃𝒶", "ａｎｎａ", "ﬁn", "abcdefghij0123456789", "가나다라마바사아자차카타파하거너더러머버",
    ])
    func `letters of any script, digits and _ make a name`(text: String) {
        #expect(mistake(text) == nil)
    }

    @Test(arguments: [
        "", "a", "가", "_", "abcdefghij01234567890", "ﬃﬃﬃﬃﬃﬃﬃ", "e\u{301}", "ᄒ\u{1161}",
        String(repeating: "a", count: 201),
    ])
    func `2 to 20 characters are counted in the form that is shown`(text: String) {
        #expect(mistake(text) == .length)
    }

    @Test(arguments: [
        "a b", " ab", "ab ", "a-b", "a.b", "a@b", "a'b", "a\"b", "<b>", "a/b", "a\u{0}b", "a\nb", "ab\u{7F}",
        "ab\u{200B}", "a\u{200D}b", "a\u{FEFF}b", "ab\u{2060}", "ab\u{AD}", "ab\u{180E}", "ab\u{FE0F}",
        "ab\u{E0100}", "ab\u{202E}", "ab\u{2066}", "ᅟab", "ㅤab", "ab\u{3164}", "a😀", "👍👍", "1️⃣2",
        "\u{301}ab", "_\u{301}a", "1\u{20E3}a", "1\u{301}a", "ัab", "\u{93E}क", "a‿b", "a＿b‿", "Ⅻb½", "a€",
        "①②⁄",
        "a\u{E000}b", "a\u{10FFFF}", "a\u{378}b", "…", "ab\u{2028}",
    ])
    func `what cannot be seen, is no letter, or stands before its letter is refused`(text: String) {
        #expect(mistake(text) == .characters)
    }

    @Test(arguments: [
        "admin", "ADMIN", "Ａｄｍｉｎ", "Hands_Up", "HANDSUP", "official", "관리자", "운영자", "\u{1100}\u{116A}ᆫ리자",
        "01012345678", "０１０１２３４５６７８", "0123456", "09012345678",
    ])
    func `names of the service and numbers are reserved`(text: String) {
        #expect(mistake(text) == .reserved)
    }

    @Test(arguments: [
        "admins", "010", "012345", "1012345678", "0123456a", "٠١٠١٢٣٤٥٦٧٨", "handsup_fan", "deleted_5",
    ])
    func `what only resembles them is not`(text: String) {
        #expect(mistake(text) == nil)
    }

    @Test(arguments: [
        ["anna", "ANNA", "Anna", "ａｎｎａ", "𝒜𝓃𝓃𝒶", "ⒶⓃⓃⒶ"], ["straße", "STRASSE", "STRAẞE", "straſſe"],
        ["한글", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"], ["étés", "e\u{301}te\u{301}s", "ÉTÉS"],
        ["ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ"], ["ﬁne", "FINE", "fine"], ["ｶﾀｶﾅ", "カタカナ"],
    ])
    func `names that people take for the same have one key`(names: [String]) {
        let keys = Set(names.map { try? Username($0).key })
        // Letters in circles are symbols, and no names.
        #expect(keys.subtracting([nil]).count == 1, "\(keys)")
        for name in names { #expect(Username.key(ofName: name) == Username.key(ofName: names[0])) }
    }

    @Test func `a name is shown in NFKC and keeps its case`() throws {
        let name = try Username("Ａnna_e\u{301}")
        #expect(Array(name.text.unicodeScalars) == Array("Anna_\u{E9}".unicodeScalars))
        #expect(Array(name.key.unicodeScalars) == Array("anna_\u{E9}".unicodeScalars))
    }

    @Test func `a login finds its name by the key, and nothing where nobody can have it`() {
        #expect(Username.key(ofLogin: "ANNA") == "anna")
        for login in ["a", "a b", "\u{0}", "admin", "010-1234-5678"] {
            #expect(Username.key(ofLogin: login) == nil)
        }
    }

    @Test func `whatever is accepted keeps the rules, and its key is its key's`() throws {
        let alphabet = Array("aAbßẞſKÅåıİiIǅﬁﬃ１①Ⅻ가ᄒ한नमस्तेสวัผู้ΣςσאبЯя_-. 漢ｶﾞ\u{301}\u{200D}\u{345}\u{3099}😀")
            .flatMap { Array(String($0).unicodeScalars) }
        try forEachSeed(3000) { random in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...22, using: &random) { text.append(random.pick(alphabet)) }
            let source = random.chance(80) ? String(text) : random.text(upTo: 25)
            guard let name = try? Username(source) else { return }
            try check((2...20).contains(name.text.unicodeScalars.count), "the length of “\(name.text)”")
            for scalar in name.text.unicodeScalars {
                let isMark = [.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory)
                try check(
                    scalar == "_" || scalar.properties.numericType == .decimal || isMark
                        || Self.letters.contains(scalar.properties.generalCategory),
                    "U+\(String(scalar.value, radix: 16)) in “\(name.text)”")
            }
            var same = [name.text, name.text.lowercased(), name.key, source]
            // The only letter whose capital is another one's: `I` is that of `i`, outside of Turkish.
            if !name.text.unicodeScalars.contains("ı") { same.append(name.text.uppercased()) }
            for same in same {
                try check(
                    Username.key(ofName: same).utf8.elementsEqual(name.key.utf8),
                    "“\(same)” has another key than “\(name.text)”")
            }
            try check((try? Username(name.text)) == name, "“\(name.text)” changes when it is read again")
        }
    }

    private static let letters: Set<Unicode.GeneralCategory> = [
        .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    ]
}
