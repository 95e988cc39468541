import Cryptography
import Testing

struct HashTests {
    @Test func `SHA-256 gives the digests of FIPS 180-4`() {
        let expected = [
            "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            String(repeating: "a", count: 1_000_000):
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        ]
        for (text, digest) in expected { #expect(Hex.encode(sha256(Array(text.utf8))) == digest) }
    }

    @Test func `secrets are equal if all bytes are`() {
        #expect(isEqualInConstantTime([UInt8](), []))
        #expect(isEqualInConstantTime([1, 2, 3], [1, 2, 3] as ArraySlice))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2, 4]))
        #expect(!isEqualInConstantTime([1, 2, 3], [0, 2, 3]))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2]))
        #expect(!isEqualInConstantTime([], [0]))
    }

    @Test func `random bytes have the length asked for and do not come twice`() {
        #expect(randomBytes(0).isEmpty)
        let drawn = (0..<100).map { _ in randomBytes(16) }
        #expect(drawn.allSatisfy { $0.count == 16 })
        #expect(Set(drawn).count == 100)
    }

    @Test func `random numbers are below their bound, each of them`() {
        let drawn = (0..<1000).map { _ in randomNumber(below: 10) }
        #expect(Set(drawn) == Set(0..<10))
        #expect(randomNumber(below: 1) == 0)
    }
}
