import Cryptography
import Testing

@testable import Shared

struct RefreshTokenTests {
    @Test func `a token is read as it was written`() {
        let (family, secret) = RefreshToken.secrets()
        for session in [1, 42, 999_999_999_999_999_999] as [Int64] {
            let token = RefreshToken(session: SessionID(session), family: family, secret: secret)
            #expect(RefreshToken(token.text) == token)
            #expect(token.text.utf8.count <= 105)
        }
    }

    @Test(arguments: [
        "", ".", "1.", ".AA", "1", "0.\(secrets)", "-1.\(secrets)", "1.\(secrets)A",
        "1.\(secrets.dropLast())",
        "1.\(secrets).", "1..\(secrets)", "1.\(secrets)=", "1.\(secrets.dropLast())+", " 1.\(secrets)",
        "1.\(secrets) ", "1,\(secrets)", "x.\(secrets)", "9999999999999999999.\(secrets)",
        "1.\(secrets)\u{0}",
        "１.\(secrets)",
    ])
    func `anything else is none`(text: String) {
        #expect(RefreshToken(text) == nil)
    }

    private static let secrets = Base64URL.encode([UInt8](0..<64))

    @Test func `only the token itself opens the seal of its successor`() {
        let (family, secret) = RefreshToken.secrets()
        let token = RefreshToken(session: SessionID(1), family: family, secret: secret)
        let next = RefreshToken.secrets().secret
        let sealed = token.sealed(next)
        #expect(sealed != next)
        #expect(sealed.count == 32)
        #expect(token.sealed(sealed) == next)
        #expect(token.successor(with: next).sealed(sealed) != next)
        #expect(token.successor(with: next).family == family)
    }

    @Test func `secrets are new each time`() {
        let (first, second) = (RefreshToken.secrets(), RefreshToken.secrets())
        #expect(Set([first.family, first.secret, second.family, second.secret]).count == 4)
    }
}
