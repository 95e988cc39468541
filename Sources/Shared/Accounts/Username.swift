import UnicodeForms

/// A name that a person chose: 2 to 20 letters of any script, digits and `_`.
package struct Username: Sendable, Equatable {
    static let lengths = 2...20

    /// In NFKC, as it is shown.
    package let text: String
    /// What is unique: without regard to case and Unicode form.
    package let key: String

    package enum Mistake: String, Error, Equatable {
        case length, characters, reserved

        var detail: String {
            switch self {
            case .length: "must have \(lengths.lowerBound) to \(lengths.upperBound) characters"
            case .characters: "must consist of letters, digits and _"
            case .reserved: "is not available as a name"
            }
        }
    }

    package init(_ text: String) throws(Mistake) {
        // NFKC makes a scalar into 18 at most; what is far too long is not worth looking at.
        guard text.unicodeScalars.count <= 10 * Self.lengths.upperBound else { throw .length }
        let shown = UnicodeForms.nfkc(text)
        var isAfterLetter = false
        for scalar in shown.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                isAfterLetter = true
            // Vowel signs of Indic scripts, tone marks of Thai: parts of a letter, nothing by themselves.
            case .nonspacingMark, .spacingMark:
                guard isAfterLetter else { throw .characters }
            case .decimalNumber: isAfterLetter = false
            case .connectorPunctuation where scalar == "_": isAfterLetter = false
            default: throw .characters
            }
            if scalar.properties.isDefaultIgnorableCodePoint { throw .characters }  // cannot be seen
        }
        guard Self.lengths.contains(shown.unicodeScalars.count) else { throw .length }
        let key = UnicodeForms.nfkcCaseFolded(shown)
        guard !Self.isReserved(key) else { throw .reserved }
        self.text = shown
        self.key = key
    }

    /// The key by which a login finds its account; nil if nobody can have such a name.
    static func key(ofLogin login: String) -> String? { (try? Username(login))?.key }

    /// The key of a name that an operator typed; also of one that nobody may choose any more.
    package static func key(ofName name: String) -> String { UnicodeForms.nfkcCaseFolded(name) }

    /// Names that people would take for the service's own, and what a login would read as a number.
    private static func isReserved(_ key: String) -> Bool {
        reserved.contains(key)
            || key.hasPrefix("0") && key.utf8.count >= 7 && key.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static let reserved: Set<String> = [
        "admin", "administrator", "handsup", "hands_up", "official", "operator", "root", "staff", "support",
        "system", "고객센터", "관리자", "운영자", "운영팀", "핸즈업",
    ]
}

extension FieldChecks {
    /// The name, or nil and a note of what is wrong with it.
    package mutating func username(_ name: String, _ text: String?) -> Username? {
        guard let text else { return nil }
        do throws(Username.Mistake) {
            return try Username(text)
        } catch {
            refuse(name, code: error.rawValue, error.detail)
            return nil
        }
    }

    /// The number, or nil and a note of what is wrong with it.
    package mutating func phone(_ name: String, _ text: String?, countries: PhoneCountries) -> PhoneNumber? {
        guard let text else { return nil }
        do throws(PhoneNumber.Mistake) {
            return try PhoneNumber(text, countries: countries)
        } catch .format {
            refuse(name, code: "format", "must be a mobile number")
        } catch {
            refuse(name, code: "country", "is of a country that no codes are sent to")
        }
        return nil
    }
}
