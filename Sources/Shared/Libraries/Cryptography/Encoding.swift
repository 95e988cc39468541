import CSodium

/// Base64 with the URL alphabet and without padding (RFC 4648 §5), as JWT uses it.
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String {
        base64(bytes, CInt(sodium_base64_VARIANT_URLSAFE_NO_PADDING))
    }

    /// Nil for anything but the one canonical form.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(utf8: text.utf8) }

    /// The same for a text in UTF-8.
    package static func decode(utf8 text: some Collection<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable(decode) ?? Array(text).withUnsafeBufferPointer(decode)
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var isCanonical = text.isEmpty
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { bytes, count in
            guard let start = bytes.baseAddress else { return }
            isCanonical = text.withMemoryRebound(to: CChar.self) { text in
                sodium_base642bin(
                    start, bytes.count, text.baseAddress, text.count, nil, &count, nil,
                    CInt(sodium_base64_VARIANT_URLSAFE_NO_PADDING)) == 0
            }
        }
        return isCanonical ? bytes : nil
    }
}

/// Base64 with the usual alphabet and padding (RFC 4648 §4).
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        base64(bytes, CInt(sodium_base64_VARIANT_ORIGINAL))
    }
}

private func base64(_ bytes: [UInt8], _ variant: CInt) -> String {
    let size = sodium_base64_encoded_len(bytes.count, variant)
    let text = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        buffer.withMemoryRebound(to: CChar.self) { buffer in
            if let start = buffer.baseAddress {
                sodium_bin2base64(start, size, bytes, bytes.count, variant)
            }
        }
        initialized = size - 1  // without the C string's end
    }
    return String(decoding: text, as: UTF8.self)
}

/// Lower-case hexadecimal digits.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for an odd count of digits or for anything that is no digit.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let values = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count.isMultiple(of: 2), !values.contains(nil) else { return nil }
        let known = values.compactMap { $0 }
        return stride(from: 0, to: known.count, by: 2).map { UInt8(known[$0] << 4 | known[$0 + 1]) }
    }
}
