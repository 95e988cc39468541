import TestSupport
import Testing

@testable import Shared

struct PhoneNumberTests {
    private func read(_ text: String, _ countries: String = "+82") -> String {
        guard let countries = PhoneCountries(countries) else { return "no countries" }
        do throws(PhoneNumber.Mistake) {
            return try PhoneNumber(text, countries: countries).e164
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        "01012345678", "010-1234-5678", "010 1234 5678", "010.1234.5678", "(010) 1234-5678",
        "+821012345678", "+82 10-1234-5678", "+82 010 1234 5678", "+82 (0)10 1234 5678",
        "（０１０）１２３４－５６７８", "０１０１２３４５６７８", "＋８２ １０ １２３４ ５６７８", "010–1234—5678",
        "010\u{2010}1234\u{2212}5678", " 010 1234 5678 ", "\u{A0}010\u{3000}1234 5678", "(+82) 10 1234 5678",
    ])
    func `one number may be written in many ways`(text: String) {
        #expect(read(text) == "+821012345678")
    }

    @Test(arguments: [
        ("0111234567", "+82111234567"), ("01112345678", "+821112345678"), ("016-123-4567", "+82161234567"),
        ("019-1234-5678", "+821912345678"),
    ])
    func `older Korean prefixes have seven digits or eight`(text: String, number: String) {
        #expect(read(text) == number)
    }

    @Test(arguments: [
        "", " ", "-", "+", "+82", "0", "010", "0101234567", "010123456789", "1012345678", "12345678",
        "021234567", "0212345678", "0311234567", "0121234567", "01412345678", "0701234567", "+820212345678",
        "+82+1012345678", "010+12345678", "010-1234-567a", "010,1234,5678", "010/1234/5678",
        "010\t1234\t5678", "010\n12345678", "\u{0}01012345678", "01012345678\u{200B}", "٠١٠١٢٣٤٥٦٧٨",
        "0001012345678", "+0821012345678", "+82001012345678", "anna", "📱",
        "+8210123456789012345", "01012345678                              ",
    ])
    func `what is no mobile number is refused for its form`(text: String) {
        #expect(read(text) == "format")
    }

    @Test(arguments: ["+81 90 1234 5678", "+1 212 555 0100", "+49 151 12345678", "+850 191 123 4567"])
    func `other countries are refused for the country`(text: String) {
        #expect(read(text) == "country")
    }

    @Test func `a number without a country code belongs to the first country`() {
        #expect(read("090-1234-5678", "+81,+82") == "+819012345678")
        #expect(read("+82 10 1234 5678", "+81,+82") == "+821012345678")
        #expect(read("+81 (0)90 1234 5678", "+82, +81") == "+819012345678")
        #expect(read("010-1234-5678", "+82,+81") == "+821012345678")
        #expect(read("+49 151 12345678", "+82,+81") == "country")
    }

    @Test(arguments: [
        "", ",", "82", "+", "+0", "+082", "+8282", "+82;+81", "+82,81", "+８２", "+82,+", "8+2", "+8a", "all",
    ])
    func `lists of countries that make no sense are refused`(text: String) {
        #expect(PhoneCountries(text) == nil)
    }

    @Test func `a block is the number without its last four digits`() throws {
        let number = try PhoneNumber("010-1234-5678", countries: .korea)
        #expect(number.block == "+82101234")
        #expect(number.national == "01012345678")
    }

    /// Digits in the shape of a number, dressed up in all ways that people write.
    private func written(_ random: inout SeededGenerator) -> (plain: String, dressed: String) {
        var plain = random.pick([
            "010", "011", "016", "019", "012", "02", "+8210", "+82010", "+8190", "+1", "",
        ])
        for _ in 0..<random.pick([6, 7, 8, 8, 8, 9]) { plain.append(random.pick("0123456789")) }
        var dressed = ""
        for character in plain {
            let isWide = random.chance(20)
            dressed.append(
                isWide
                    ? Character(UnicodeScalar(character.unicodeScalars.first!.value + 0xFEE0)!) : character)
            if random.chance(15) { dressed.append(random.pick(" -.()–−\u{3000}")) }
        }
        return (plain, dressed)
    }

    @Test func `separators and widths do not matter, what is accepted is E.164 of an allowed country`() throws
    {
        try forEachSeed(1000) { random in
            let (plain, dressed) = written(&random)
            let countries = random.pick(["+82", "+81", "+82,+81", "+81,+1", "+1"])
            let number = read(plain, countries)
            try check(
                read(dressed, countries) == number,
                "“\(dressed)” is \(read(dressed, countries)), “\(plain)” is \(number)")
            guard number.hasPrefix("+") else { return }
            try check(read(number, countries) == number, "“\(number)” is no longer itself")
            let digits = number.dropFirst()
            try check(
                (8...15).contains(digits.count) && digits.allSatisfy { ("0"..."9").contains($0) }
                    && digits.first != "0", "“\(number)” is not E.164")
            try check(
                countries.split(separator: ",").contains { number.hasPrefix($0) },
                "“\(number)” is of none of \(countries)")
        }
    }

    @Test func `no text is too strange`() throws {
        try forEachSeed(2000) { random in
            let text = random.text(upTo: 45)
            let number = read(text)
            try check(
                ["format", "country"].contains(number) || number.hasPrefix("+82"), "“\(text)” is \(number)")
        }
    }
}
