import Cryptography
import Postgres

/// The stored state of a session's tokens, and what becomes of one that is presented. A value, so that
/// theft and races are tried without a database.
struct SessionFamily: Sendable, Equatable {
    /// Two tabs, or a client that lost an answer, may present the direct predecessor for so long.
    static let graceMilliseconds: Int64 = 10_000
    /// ASVS 5.0 V7.3 wants both an idle and an absolute limit.
    static let idleMilliseconds: Int64 = 14 * 86_400_000
    static let lifetimeMilliseconds: Int64 = 30 * 86_400_000

    /// SHA-256 of the halves that are good now.
    let family: [UInt8]
    var token: [UInt8]
    var previous: [UInt8]?
    var successor: [UInt8]?
    var rotatedAt: Timestamp?
    let createdAt: Timestamp
    var expiresAt: Timestamp
    let isEnded: Bool

    enum Action: Equatable {
        /// The state has moved on and is to be stored; the client gets the new token.
        case rotated(RefreshToken)
        /// The same successor again; nothing changes.
        case repeated(RefreshToken)
        /// A token that was spent: somebody has a copy, so nobody may go on.
        case endFamily
        case refuse
    }

    /// - Parameter secret: 32 random bytes for a new token.
    mutating func present(_ token: RefreshToken, secret: [UInt8], at now: Timestamp) -> Action {
        guard owns(token), !isEnded, now < expiresAt else { return .refuse }
        let hash = sha256(token.secret)
        if isEqualInConstantTime(hash, self.token) {
            previous = hash
            successor = token.sealed(secret)
            rotatedAt = now
            self.token = sha256(secret)
            expiresAt = Self.expiry(createdAt: createdAt, usedAt: now)
            return .rotated(token.successor(with: secret))
        }
        if let previous, isEqualInConstantTime(hash, previous), let rotatedAt, let successor,
            now < rotatedAt.adding(milliseconds: Self.graceMilliseconds)
        {
            return .repeated(token.successor(with: token.sealed(successor)))
        }
        return .endFamily
    }

    /// Whether the token is or was one of the family's: nobody else has its first half.
    func owns(_ token: RefreshToken) -> Bool { isEqualInConstantTime(sha256(token.family), family) }

    static func expiry(createdAt: Timestamp, usedAt now: Timestamp) -> Timestamp {
        min(now.adding(milliseconds: idleMilliseconds), createdAt.adding(milliseconds: lifetimeMilliseconds))
    }
}
