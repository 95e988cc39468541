import CSodium

/// A key for HMAC-SHA-256 (RFC 2104, FIPS 180-4).
package struct HMACKey: Sendable {
    /// RFC 2104 §3: shorter than the hash's output is weaker than the hash.
    package static let minimumBytes = 32

    /// The hashes' states behind the key, which each message starts from: half of a short one's work.
    private let start: crypto_auth_hmacsha256_state

    /// Nil if there are fewer than `minimumBytes`.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.minimumBytes else { return nil }
        _ = Sodium.isReady
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, bytes, bytes.count)
        start = state
    }

    /// The 32 bytes of the message's authentication code.
    package func code(for message: some Sequence<UInt8>) -> [UInt8] {
        var state = start
        return finish(&state, message)
    }

    /// Whether `code` belongs to the message; takes the same time for every wrong one.
    package func verifies(_ code: some Collection<UInt8>, for message: some Sequence<UInt8>) -> Bool {
        isEqualInConstantTime(code, self.code(for: message))
    }
}

/// HMAC-SHA-256 with a key of any length, which another party chose: 32 bytes. For a key of our own there
/// is `HMACKey`, which refuses a weak one.
package func hmacSHA256(key: [UInt8], _ message: some Sequence<UInt8>) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    return finish(&state, message)
}

private func finish(
    _ state: inout crypto_auth_hmacsha256_state, _ message: some Sequence<UInt8>
) -> [UInt8] {
    let isContiguous: Void? = message.withContiguousStorageIfAvailable {
        _ = crypto_auth_hmacsha256_update(&state, $0.baseAddress, UInt64($0.count))
    }
    if isContiguous == nil {
        let message = Array(message)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    }
    var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    crypto_auth_hmacsha256_final(&state, &code)
    return code
}

/// SHA-256 of the bytes: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
}
