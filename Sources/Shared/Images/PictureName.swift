import Cryptography

/// The name of a picture's files: 128 random bits, so that nobody finds one who was not shown it.
package struct PictureName: Sendable, Equatable {
    package let text: String

    package static func random() -> PictureName { PictureName(text: Hex.encode(randomBytes(16))) }

    package init(text: String) { self.text = text }

    /// The longest sides in pixels: a page's width on a phone of three dots a point or on a desk, a card of a
    /// list, and a thumbnail.
    package static let sides = [1600, 800, 320]

    /// The files' keys, largest first. Two letters in front make 256 folders of what could be millions of
    /// files in one.
    package var keys: [String] { Self.sides.map { "\(text.prefix(2))/\(text)-\($0).webp" } }
}
