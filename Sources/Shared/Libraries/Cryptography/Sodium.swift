import CSodium

/// Starts libsodium once a process, before its first use.
enum Sodium {
    static let isReady: Bool = {
        // 0: done now, 1: done before, -1: no source of randomness, without which nothing is safe.
        precondition(sodium_init() >= 0, "libsodium found no source of randomness")
        return true
    }()
}

/// Bytes nobody can guess (`randombytes_buf`).
package func randomBytes(_ count: Int) -> [UInt8] {
    _ = Sodium.isReady
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        if let start = buffer.baseAddress { randombytes_buf(start, count) }
        initialized = count
    }
}

/// A number nobody can guess, each below `bound` as likely as any other (`randombytes_uniform`).
package func randomNumber(below bound: UInt32) -> UInt32 {
    _ = Sodium.isReady
    return randombytes_uniform(bound)
}

/// Compares without telling by its time where two secrets differ (`sodium_memcmp`).
package func isEqualInConstantTime(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    let (left, right) = (Array(left), Array(right))
    return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}
