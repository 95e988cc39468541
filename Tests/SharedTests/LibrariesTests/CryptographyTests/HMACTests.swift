import Testing

@testable import Cryptography

/// Vectors of RFC 4231 whose keys are long enough to be accepted here.
struct HMACTests {
    struct Vector: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        let code: String
    }

    static let vectors = [
        // Test cases 6 and 7: keys longer than a block.
        Vector(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        // Test cases 1 and 2: zeros at a key's end do not change its codes (RFC 2104 §2).
        Vector(
            key: [UInt8](repeating: 0x0b, count: 20) + [UInt8](repeating: 0, count: 12),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            key: Array("Jefe".utf8) + [UInt8](repeating: 0, count: 28),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ]

    @Test(arguments: vectors)
    func `codes are those of the RFC`(_ vector: Vector) throws {
        let key = try #require(HMACKey(vector.key))
        #expect(Hex.encode(key.code(for: vector.message)) == vector.code)
    }

    /// Test cases 1, 2 and 6: keys shorter than the hash, and longer than a block.
    @Test func `a key of another party may have any length`() {
        func code(_ key: [UInt8], _ message: String) -> String {
            Hex.encode(hmacSHA256(key: key, message.utf8))
        }
        #expect(
            code([UInt8](repeating: 0x0b, count: 20), "Hi There")
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            code(Array("Jefe".utf8), "what do ya want for nothing?")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            code(
                [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First"
            )
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(code([], "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func `a key shorter than the hash is refused`() {
        #expect(HMACKey([]) == nil)
        #expect(HMACKey([UInt8](repeating: 1, count: 31)) == nil)
        #expect(HMACKey([UInt8](repeating: 1, count: 32)) != nil)
    }

    @Test func `a code belongs to its message and its key alone`() throws {
        let key = try #require(HMACKey([UInt8](repeating: 1, count: 32)))
        let other = try #require(HMACKey([UInt8](repeating: 2, count: 32)))
        let message = Array("message".utf8)
        let code = key.code(for: message)
        #expect(key.verifies(code, for: message))
        #expect(!key.verifies(code, for: Array("massage".utf8)))
        #expect(!other.verifies(code, for: message))
        #expect(!key.verifies([], for: message))
        #expect(!key.verifies(code.dropLast(), for: message))
        #expect(!key.verifies(code + [0], for: message))
        for index in code.indices {
            var wrong = code
            wrong[index] ^= 1
            #expect(!key.verifies(wrong, for: message))
        }
    }

    @Test func `an empty message has a code`() throws {
        let key = try #require(HMACKey([UInt8](repeating: 0, count: 32)))
        let code = key.code(for: EmptyCollection<UInt8>())
        #expect(Hex.encode(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
