import Cryptography

/// What keeps a device signed in: the session's number and two secrets of 256 random bits.
///
/// The first half is that of the family and stays, the second is replaced at each use. So the server
/// needs no list of spent tokens: the right first half with a wrong second one can only be a token
/// that was good once, and a wrong first half is nobody's.
package struct RefreshToken: Sendable, Equatable {
    private static let secretBytes = 32

    let session: SessionID
    let family: [UInt8]
    let secret: [UInt8]

    init(session: SessionID, family: [UInt8], secret: [UInt8]) {
        self.session = session
        self.family = family
        self.secret = secret
    }

    /// Two new secrets, for a session that has no number yet.
    static func secrets() -> (family: [UInt8], secret: [UInt8]) {
        (randomBytes(secretBytes), randomBytes(secretBytes))
    }

    /// A token as the client has it; nil for anything that cannot be one.
    package init?(_ text: String) {
        // 18 digits, a dot, 86 characters.
        guard text.utf8.count <= 105 else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let session = SessionID(parts[0]), let bytes = Base64URL.decode(parts[1]),
            bytes.count == 2 * Self.secretBytes
        else { return nil }
        self.init(
            session: session, family: Array(bytes.prefix(Self.secretBytes)),
            secret: Array(bytes.suffix(Self.secretBytes)))
    }

    package var text: String { "\(session).\(Base64URL.encode(family + secret))" }

    /// The successor's secret under a seal that only who has this token can open, and back again: the
    /// exclusive or with a mask made of this token's own secret, used for one successor only.
    func sealed(_ successor: [UInt8]) -> [UInt8] {
        zip(successor, hmacSHA256(key: secret, "handsup successor".utf8)).map { $0 ^ $1 }
    }

    func successor(with secret: [UInt8]) -> RefreshToken {
        RefreshToken(session: session, family: family, secret: secret)
    }
}
