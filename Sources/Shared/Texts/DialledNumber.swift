/// A phone number as providers want it: the country apart, and the rest as it is dialled there.
struct DialledNumber: Equatable {
    static let korea = "82"

    /// Without `+`.
    let country: String
    /// Digits; in Korea with the leading zero.
    let national: String

    /// - Parameter number: in E.164, or in digits as it is dialled in Korea; marks between digits are dropped.
    init(_ number: String) {
        let digits = number.filter { $0.isASCII && $0.isNumber }
        guard number.hasPrefix("+") else {
            country = Self.korea
            national = digits
            return
        }
        country = String(digits.prefix(Self.countryDigits(digits)))
        let rest = String(digits.dropFirst(country.count))
        national = country == Self.korea ? "0" + rest : rest
    }

    /// ITU-T E.164, list of assigned codes: of one digit in zones 1 and 7, of two where the code is one of
    /// these, else of three.
    private static func countryDigits(_ digits: String) -> Int {
        if digits.hasPrefix("1") || digits.hasPrefix("7") { return 1 }
        return twoDigits.contains(String(digits.prefix(2))) ? 2 : 3
    }

    private static let twoDigits: Set<String> = Set(
        ([20, 27, 36, 39, 81, 82, 84, 86, 98] + Array(30...34) + Array(40...41) + Array(43...49)
            + Array(51...58) + Array(60...66) + Array(90...95)).map { String($0) })
}
