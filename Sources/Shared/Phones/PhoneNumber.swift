import UnicodeForms

/// A mobile number in E.164: `+`, country code, national number without its trunk prefix.
package struct PhoneNumber: Sendable, Hashable {
    package let e164: String

    package enum Mistake: Error, Equatable {
        /// It cannot be a mobile number.
        case format
        /// It is one of a country that the service does not send to.
        case country
    }

    /// Reads what people write: spaces, hyphens, dots and brackets between the digits, digits of full
    /// width, the trunk prefix `0`, also after a country code. A number without a country code belongs
    /// to the first of the countries.
    package init(_ text: String, countries: PhoneCountries) throws(Mistake) {
        // The longest number has 15 digits; with a separator behind each it is 30.
        guard text.unicodeScalars.count <= 40 else { throw .format }
        var digits = ""
        var isInternational = false
        for scalar in UnicodeForms.nfkc(text).unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty && !isInternational: isInternational = true
            case " ", "-", ".", "(", ")", "\u{2010}"..."\u{2015}", "\u{2212}": continue
            default: throw .format
            }
        }
        let country: String
        if isInternational {
            guard (8...16).contains(digits.count), digits.first != "0" else { throw .format }
            guard let known = countries.codes.first(where: { digits.hasPrefix($0) }) else { throw .country }
            country = known
            digits.removeFirst(known.count)
        } else {
            guard digits.first == "0" else { throw .format }
            country = countries.codes[0]
        }
        if digits.first == "0" { digits.removeFirst() }
        guard Self.isMobile(digits, in: country) else { throw .format }
        e164 = "+" + country + digits
    }

    private static func isMobile(_ national: String, in country: String) -> Bool {
        guard national.first != "0", (8...15).contains(country.count + national.count) else { return false }
        guard country == "82" else { return true }
        // Korea's numbering plan: 010 and eight digits; 011 and 016 to 019, older, seven or eight.
        guard national.first == "1", let second = national.dropFirst().first else { return false }
        switch second {
        case "0": return national.count == 10
        case "1", "6", "7", "8", "9": return (9...10).contains(national.count)
        default: return false
        }
    }

    /// The number without its last four digits: numbers that were bought together share it.
    var block: Substring { e164.dropLast(4) }

    /// The digits as people of the country write them, with the trunk prefix.
    var national: String? { e164.hasPrefix("+82") ? "0" + e164.dropFirst(3) : nil }
}

/// The countries that codes are sent to, by their calling codes.
package struct PhoneCountries: Sendable {
    /// Without `+`; never empty.
    let codes: [String]

    /// - Parameter text: codes separated by commas, such as `+82,+81`; nil for anything else.
    package init?(_ text: String) {
        let codes = text.split(separator: ",").map { $0.drop { $0 == " " } }
        guard !codes.isEmpty,
            codes.allSatisfy({ code in
                let digits = code.dropFirst()
                return code.first == "+" && (1...3).contains(digits.count) && digits.first != "0"
                    && digits.allSatisfy { $0.isASCII && $0.isNumber }
            })
        else { return nil }
        self.codes = codes.map { String($0.dropFirst()) }
    }

    /// +82, where the service is at home.
    package static let korea = PhoneCountries(codes: ["82"])

    private init(codes: [String]) { self.codes = codes }
}
