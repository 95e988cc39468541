import CSodium

/// Passwords as they are stored: argon2id (RFC 9106) with a salt of its own, as a text that names the
/// algorithm and its cost. Each use blocks a thread for about 30 ms and holds `memoryLimit` bytes.
package enum PasswordHash {
    /// The memory for a hash could not be had.
    package struct OutOfMemory: Error {}

    /// 19 MiB and 2 passes: the first choice of OWASP's Password Storage Cheat Sheet for argon2id.
    private static let memoryLimit = 19 * 1024 * 1024
    private static let passes: UInt64 = 2

    /// The text to store, at most 127 ASCII characters; another one each time (`crypto_pwhash_str_alg`).
    package static func make(_ password: String) throws(OutOfMemory) -> String {
        _ = Sodium.isReady
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = crypto_pwhash_str_alg(
            &text, password, UInt64(password.utf8.count), passes, memoryLimit,
            crypto_pwhash_ALG_ARGON2ID13)
        guard code == 0 else { throw OutOfMemory() }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `hash` was made of `password`; also false if the memory could not be had or `hash` is
    /// none. Takes the same time for every wrong password (`crypto_pwhash_str_verify`).
    package static func verifies(_ password: String, against hash: String) -> Bool {
        _ = Sodium.isReady
        return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
    }

    /// Whether `hash` was made at another cost than today's, or is none: to be made again when the
    /// password is known, that is, at the next sign-in (`crypto_pwhash_str_needs_rehash`).
    package static func isOutdated(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, passes, memoryLimit) != 0
    }
}
