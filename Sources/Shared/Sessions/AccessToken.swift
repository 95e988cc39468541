import Cryptography
import Postgres

/// The keys that sign and check access tokens: the first signs, all check, so that keys can rotate.
package struct TokenKeys: Sendable {
    /// What is wrong with a key file, for its operator.
    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    struct Key: Sendable {
        let id: String
        let key: HMACKey
        /// The JOSE header of the tokens that it signs here, encoded.
        let header: String

        init(id: String, key: HMACKey) {
            self.id = id
            self.key = key
            var json = JSONWriter()
            json.object {
                $0.field("alg", "HS256")
                $0.field("typ", "JWT")
                $0.field("kid", id)
            }
            header = Base64URL.encode(json.bytes)
        }
    }
    private let keys: [Key]

    /// - Parameter text: one key a line, `<id> <hexadecimal digits>`, at least 256 bits each;
    ///   empty lines and those that begin with `#` do not count.
    package init(_ text: String) throws(Malformed) {
        var keys: [Key] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            if words.isEmpty { continue }
            guard words.count == 2, let bytes = Hex.decode(words[1]), let key = HMACKey(bytes) else {
                throw Malformed(description: "each line must be an id and at least 64 hexadecimal digits")
            }
            keys.append(Key(id: String(words[0]), key: key))
        }
        guard !keys.isEmpty else { throw Malformed(description: "there is no key in it") }
        self.keys = keys
    }

    /// Keys for another use, made of these and in their order, that tell nothing of them: the first is
    /// the one to use, any may have been used before a rotation.
    func derived(for use: String) -> [HMACKey] {
        keys.compactMap { HMACKey($0.key.code(for: "handsup \(use)".utf8)) }
    }

    var signing: Key { keys[0] }

    /// The key that a token's encoded header names; nil for unknown ones and other algorithms.
    func key(forHeader header: ArraySlice<UInt8>) -> HMACKey? {
        // The headers made here are known by their text; others say the same in another form.
        if let known = keys.first(where: { $0.header.utf8.elementsEqual(header) }) { return known.key }
        guard let json = Base64URL.decode(utf8: header),
            let header = JSONInput.decode(Header.self, from: json), header.alg == "HS256"
        else { return nil }
        return keys.first { $0.id == header.kid }?.key
    }

    private struct Header: JSONReadable {
        let alg: String?
        let kid: String?

        init(_ object: borrowing JSONObject) {
            alg = object.text("alg").known
            kid = object.text("kid").known
        }
    }
}

/// What an access token says: a JWT (RFC 7519) signed with HS256, the only algorithm accepted.
package struct AccessToken: Sendable, Equatable {
    package let user: UserID
    /// The session it belongs to; `operators` for a token that an operator made.
    package let session: SessionID
    package let expiresAt: Timestamp

    package init(user: UserID, session: SessionID, expiresAt: Timestamp) {
        self.user = user
        self.session = session
        self.expiresAt = expiresAt
    }

    private static let audience = "handsup"

    /// The compact form, signed with the first key.
    package func signed(with keys: TokenKeys, at now: Timestamp) -> String {
        var claims = JSONWriter()
        claims.object {
            $0.field("sub", String(user.rawValue))
            $0.field("sid", session)
            $0.field("aud", Self.audience)
            $0.field("iat", now.milliseconds / 1000)
            $0.field("exp", expiresAt.milliseconds / 1000)
        }
        let signed = keys.signing.header + "." + Base64URL.encode(claims.bytes)
        return signed + "." + Base64URL.encode(keys.signing.key.code(for: signed.utf8))
    }

    /// The token in `text` if one of the keys signed it and it has not expired; nil otherwise.
    package init?(_ text: some StringProtocol, keys: TokenKeys, at now: Timestamp) {
        // 1 KiB: ours have about 200 bytes.
        guard text.utf8.count <= 1024 else { return nil }
        let bytes = Array(text.utf8)
        let dot = UInt8(ascii: ".")
        guard let first = bytes.firstIndex(of: dot), let last = bytes.lastIndex(of: dot), first < last,
            let key = keys.key(forHeader: bytes[..<first]),
            let code = Base64URL.decode(utf8: bytes[(last + 1)...]),
            key.verifies(code, for: bytes[..<last]),
            let json = Base64URL.decode(utf8: bytes[(first + 1)..<last]),
            let claims = JSONInput.decode(Claims.self, from: json),
            claims.aud == Self.audience, let user = claims.sub.flatMap({ UserID($0) }),
            let session = claims.sid.map({ SessionID($0) }), let seconds = claims.exp,
            (0..<Timestamp.latest.milliseconds / 1000).contains(seconds)
        else { return nil }
        self.init(user: user, session: session, expiresAt: Timestamp(milliseconds: seconds * 1000))
        guard now < expiresAt else { return nil }
    }

    private struct Claims: JSONReadable {
        let sub: String?
        let sid: Int64?
        let aud: String?
        let exp: Int64?

        init(_ object: borrowing JSONObject) {
            sub = object.text("sub").known
            sid = object.integer("sid").known
            aud = object.text("aud").known
            exp = object.integer("exp").known
        }
    }
}

extension ID where Of == Sessions {
    /// No session: nothing that a person ends ends it.
    package static let operators = ID(0)
}
