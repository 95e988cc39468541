import Cryptography
import Postgres

@testable import Shared

extension RefreshToken {
    /// The token of session 1 whose secrets' bytes are all `family` and all `secret`.
    static func sample(_ secret: UInt8, family: UInt8 = 0) -> RefreshToken {
        RefreshToken(session: SessionID(1), family: .secret(family), secret: .secret(secret))
    }
}

extension [UInt8] {
    static func secret(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }
}

extension SessionFamily {
    /// Opened at noon with the token `.sample(1)`.
    static func sample(isEnded: Bool = false) -> SessionFamily {
        SessionFamily(
            family: sha256(.secret(0)), token: sha256(.secret(1)), previous: nil, successor: nil,
            rotatedAt: nil, createdAt: .noon, expiresAt: expiry(createdAt: .noon, usedAt: .noon),
            isEnded: isEnded)
    }
}
