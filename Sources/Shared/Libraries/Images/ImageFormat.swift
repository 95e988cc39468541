/// What pictures may be sent as.
package enum ImageFormat: String, CaseIterable, Sendable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case webp = "image/webp"

    /// The format of a media type without parameters, in any case of letters.
    package init?(mediaType: some StringProtocol) {
        self.init(rawValue: mediaType.lowercased())
    }

    /// How files of the format begin; nil is any byte.
    private var start: [UInt8?] {
        switch self {
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        case .webp: Array("RIFF".utf8) + [nil, nil, nil, nil] + Array("WEBP".utf8)
        }
    }

    /// Whether these bytes begin as the format does, as far as they go.
    func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        zip(start, bytes).allSatisfy { $0 == nil || $0 == $1 }
    }

    /// Whether there are enough bytes to be sure of it.
    func isTold(by bytes: UnsafeRawBufferPointer) -> Bool { bytes.count >= start.count }
}
