import Cryptography
import Testing

struct EncodingTests {
    @Test func `base64url gives RFC 4648's examples, without padding`() {
        let examples = ["": "", "f": "Zg", "fo": "Zm8", "foo": "Zm9v", "foob": "Zm9vYg", "fooba": "Zm9vYmE"]
        for (text, code) in examples {
            #expect(Base64URL.encode(Array(text.utf8)) == code)
            #expect(Base64URL.decode(code) == Array(text.utf8))
        }
        #expect(Base64URL.encode([0xfb, 0xff, 0xfe]) == "-__-")
    }

    @Test func `base64 gives RFC 4648's examples, with padding`() {
        let examples = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
        ]
        for (text, code) in examples { #expect(Base64.encode(Array(text.utf8)) == code) }
        #expect(Base64.encode([0xfb, 0xff, 0xfe]) == "+//+")
    }

    @Test func `base64url brings back bytes of any length`() {
        for count in 0...130 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Zm9v=", "=",  // padded
        "Zh", "Zm9", "-_9",  // bits left over that are not zero
        "Z", "Zm9vY",  // a letter too many
        "+/+/", "Zm 8", "Zm8\n", " Zm8", "Zm8\0", "Zé", "Zm9v.Zg",  // not in the alphabet
    ])
    func `base64url in another than the canonical form is refused`(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `hexadecimal digits go there and back`() {
        let all = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(all)) == all)
        #expect(Hex.encode([0x00, 0x0f, 0xa5, 0xff]) == "000fa5ff")
        #expect(Hex.decode("000FA5ff") == [0x00, 0x0f, 0xa5, 0xff])
        #expect(Hex.encode([]) == "")
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: ["0", "abc", "0g", "0x", " 00", "00 ", "é", "\u{ff11}\u{ff11}", "-1"])
    func `anything but pairs of hexadecimal digits is refused`(_ text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
