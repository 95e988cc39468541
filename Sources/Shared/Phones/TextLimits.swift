import Cryptography

/// How many codes are sent: texts cost money, and a person must not be flooded with them.
package struct TextLimits: Sendable {
    /// Seconds until a code that was not answered may be sent again.
    static let resendSeconds: Int64 = 60
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400

    /// Codes an hour for one address.
    let perAddress: Int
    /// Codes a day in all: what the operator is ready to pay for.
    let perDay: Int

    package init(perAddress: Int, perDay: Int) {
        self.perAddress = perAddress
        self.perDay = perDay
    }

    /// Limits of one code. Names of numbers are HMACs: Redis is no place for them.
    func limits(
        of phone: PhoneNumber, for purpose: VerificationPurpose, from address: ClientAddress, key: HMACKey
    ) -> [RateLimit] {
        let number = Self.pseudonym(phone.e164, key)
        return [
            resend(phone.e164, purpose.rawValue, key: key),
            RateLimit("number:10m:\(number)", 3, seconds: 600),
            RateLimit("number:day:\(number)", 10, seconds: Self.day),
            RateLimit("address:\(address.bucket)", perAddress, seconds: Self.hour),
            // Premium-rate fraud buys numbers in blocks.
            RateLimit("block:\(Self.pseudonym(String(phone.block), key))", 30, seconds: Self.hour),
            RateLimit("all", perDay, seconds: Self.day),
        ]
    }

    func resend(_ number: String, _ purpose: String, key: HMACKey) -> RateLimit {
        RateLimit("resend:\(purpose):\(Self.pseudonym(number, key))", 1, seconds: Self.resendSeconds)
    }

    private static func pseudonym(_ text: String, _ key: HMACKey) -> String {
        Base64URL.encode(Array(key.code(for: text.utf8).prefix(16)))
    }
}
