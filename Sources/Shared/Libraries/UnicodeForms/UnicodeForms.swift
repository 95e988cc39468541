import CUnistring

/// Forms in which texts that a person takes for the same are the same (UAX #15, libunistring).
package enum UnicodeForms {
    /// Normalization form KC: full-width letters, ligatures and separate jamo become the usual ones.
    package static func nfkc(_ text: String) -> String {
        converted(text) { bytes, count, length in
            u8_normalize(handsup_nfkc(), bytes, count, nil, length)
        }
    }

    /// NFKC without difference of case, of no particular language: `ẞ`, `ß` and `SS` become `ss`.
    /// For comparing, not for showing.
    package static func nfkcCaseFolded(_ text: String) -> String {
        // Once is not enough: `㎒` has no case of its own, but is `MHz` in NFKC, and a folded letter may
        // compose with its neighbour. The second round rarely changes anything, a third never did.
        var folded = foldedOnce(nfkc(text))
        while true {
            let next = foldedOnce(folded)
            // `==` of strings would not see a difference of form.
            if next.utf8.elementsEqual(folded.utf8) { return next }
            folded = next
        }
    }

    private static func foldedOnce(_ text: String) -> String {
        converted(text) { bytes, count, length in
            u8_casefold(bytes, count, nil, handsup_nfkc(), nil, length)
        }
    }

    /// Takes what `body` allocated, and frees it.
    private static func converted(
        _ text: String,
        _ body: (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int>) -> UnsafeMutablePointer<UInt8>?
    ) -> String {
        guard !text.isEmpty else { return "" }
        var text = text
        var length = 0
        let result = text.withUTF8 { body($0.baseAddress, $0.count, &length) }
        // Nil stands for invalid UTF-8, which a String cannot hold, or for no memory.
        guard let result else { preconditionFailure("libunistring had no memory") }
        defer { free(result) }
        return String(decoding: UnsafeBufferPointer(start: result, count: length), as: UTF8.self)
    }
}
