/// Makes PNG files, well-formed unless told otherwise. Pixels are stored without compression.
struct SamplePNG {
    enum Kind: UInt8 {
        case gray = 0
        case color = 2
        case palette = 3
        case colorWithAlpha = 6
    }

    var width = 16
    var height = 16
    var depth: UInt8 = 8
    var kind = Kind.color
    var isInterlaced = false
    /// Chunks that stand between the header and the pixels.
    var chunks: [(kind: String, content: [UInt8])] = []
    /// The bytes of a row, without the filter in front.
    var row: (_ row: Int) -> [UInt8]
    /// A size for the header other than that of the pixels.
    var claimed: (width: Int, height: Int)?

    static func flat(_ pixel: [UInt8], kind: Kind = .color, width: Int = 16, height: Int = 16) -> SamplePNG {
        SamplePNG(width: width, height: height, kind: kind) { _ in
            Array((0..<width).map { _ in pixel }.joined())
        }
    }

    init(
        width: Int = 16, height: Int = 16, depth: UInt8 = 8, kind: Kind = .color,
        row: @escaping (_ row: Int) -> [UInt8]
    ) {
        (self.width, self.height, self.depth, self.kind, self.row) = (width, height, depth, kind, row)
    }

    var bytes: [UInt8] {
        let size = claimed ?? (width, height)
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        bytes += Self.chunk(
            "IHDR", big(size.width) + big(size.height) + [depth, kind.rawValue, 0, 0, isInterlaced ? 1 : 0])
        for chunk in chunks { bytes += Self.chunk(chunk.kind, chunk.content) }
        var pixels: [UInt8] = []
        for number in 0..<height { pixels += [0] + row(number) }
        return bytes + Self.chunk("IDAT", stored(pixels)) + Self.chunk("IEND", [])
    }

    static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + content
        return big(content.count) + body + big(Int(crc32(body)))
    }
}

func big(_ number: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(number >> ($0 * 8) & 255) } }

/// A zlib stream of blocks that are not compressed (RFC 1950, RFC 1951 §3.2.4).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
        let block = rest.prefix(65_535)
        rest = rest.dropFirst(65_535)
        let count = UInt16(block.count)
        out += [rest.isEmpty ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)]
        out += [UInt8(~count & 255), UInt8(~count >> 8)] + block
    } while !rest.isEmpty
    var (a, b) = (1, 0)
    for byte in bytes {
        a = (a + Int(byte)) % 65_521
        b = (b + a) % 65_521
    }
    return out + big(b << 16 | a)
}

private let crcTable: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crcTable[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
}
