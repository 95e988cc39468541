import Postgres

/// What a number is proved for; a proof for one purpose is none for another. Raw values are those of
/// the wire and of the database.
package enum VerificationPurpose: String, Sendable, CaseIterable {
    case signUp, passwordReset, phoneChange
}

/// A code on its way back: what becomes of an answer. A value, so that it is tried without a database.
struct PhoneVerification: Sendable, Equatable {
    /// ASVS 5.0 V6.5.5 and NIST SP 800-63B §5.1.3.2 allow 10 minutes; a text arrives within seconds.
    static let lifetimeSeconds: Int64 = 180
    /// Five guesses at a million codes: one in 200 000 for each code, 20 codes an hour and address.
    static let wrongCodesAllowed = 5
    /// Time to fill in the rest of a form.
    static let tokenLifetimeSeconds: Int64 = 15 * 60
    static let codeDigits = 6

    let expiresAt: Timestamp
    var wrongCodes: Int
    let isProved: Bool

    enum Outcome: Equatable {
        /// The proof may be made; the code is spent.
        case right
        case wrong(attemptsLeft: Int)
        /// Five were wrong; not even the right one counts now.
        case exhausted
        /// Too late, or spent before.
        case expired
    }

    mutating func check(isRight: Bool, at now: Timestamp) -> Outcome {
        guard !isProved, now < expiresAt else { return .expired }
        guard wrongCodes < Self.wrongCodesAllowed else { return .exhausted }
        if isRight { return .right }
        wrongCodes += 1
        return .wrong(attemptsLeft: Self.wrongCodesAllowed - wrongCodes)
    }
}
