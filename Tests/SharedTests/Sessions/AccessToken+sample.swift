import Cryptography
import Postgres

@testable import Shared

extension TokenKeys {
    /// A key whose 32 bytes are all `byte`, named by `id`.
    static func line(_ id: String, _ byte: UInt8) -> String {
        "\(id) \(Hex.encode([UInt8](repeating: byte, count: 32)))"
    }
    static func sample(_ lines: String...) throws -> TokenKeys {
        try TokenKeys(lines.joined(separator: "\n"))
    }
}

extension AccessToken {
    /// Anna's, for 15 minutes from noon.
    static let sample = AccessToken(user: .anna, session: SessionID(7), expiresAt: .noon.adding(seconds: 900))
}

/// A token with a header and claims of the test's own, signed with a key of `byte`s.
func forged(
    header: String = #"{"alg":"HS256","typ":"JWT","kid":"one"}"#,
    claims: String = #"{"sub":"2","sid":7,"aud":"handsup","iat":1795348800,"exp":1795349700}"#,
    byte: UInt8 = 1
) -> String {
    let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
    let code = HMACKey([UInt8](repeating: byte, count: 32))?.code(for: signed.utf8) ?? []
    return signed + "." + Base64URL.encode(code)
}
