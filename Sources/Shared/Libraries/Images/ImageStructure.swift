/// What the skeleton of a file tells before anything is decoded: libvips reports neither that a PNG is
/// animated nor, apart from its words, that a file was cut off.
struct ImageStructure: Equatable {
    var isWhole = false
    var isAnimated = false
    /// Width times height where the skeleton has it, else 0.
    var pixels = 0
    /// Passes over a progressive JPEG; each costs as much as decoding a whole picture.
    var scans = 0

    init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) {
        switch format {
        case .jpeg: readJPEG(bytes)
        case .png: readPNG(bytes)
        case .webp: readWebP(bytes)
        }
    }

    /// Segments up to the end-of-image marker (ITU T.81 B.1.1); what follows that is not the picture's.
    private mutating func readJPEG(_ bytes: UnsafeRawBufferPointer) {
        var position = 2
        while position + 1 < bytes.count {
            guard bytes[position] == 0xFF else {
                position += 1  // coded data, which has no marker in it but stuffing and restarts
                continue
            }
            switch bytes[position + 1] {
            case 0xFF: position += 1
            case 0x00, 0x01, 0xD0...0xD8: position += 2
            case 0xD9:
                isWhole = true
                return
            case let marker:
                guard let length = bytes.bigEndian16(at: position + 2) else { return }
                if marker == 0xDA { scans += 1 }
                position += 2 + max(2, length)
            }
        }
    }

    /// Chunks (PNG §5.3) up to `IEND`. `acTL` makes it an animation (§11.3.4.1 of its third edition).
    private mutating func readPNG(_ bytes: UnsafeRawBufferPointer) {
        var position = 8
        while let length = bytes.bigEndian32(at: position), let kind = bytes.bigEndian32(at: position + 4) {
            position += 12 + length
            guard position <= bytes.count else { return }
            switch kind {
            case 0x4948_4452:  // IHDR
                guard let width = bytes.bigEndian32(at: position - length - 4),
                    let height = bytes.bigEndian32(at: position - length)
                else { return }
                pixels = width * height
            case 0x6163_544C: isAnimated = true  // acTL
            case 0x4945_4E44:  // IEND
                isWhole = true
                return
            default: break
            }
        }
    }

    /// The size of the RIFF file, and the flag for animations of an extended header.
    private mutating func readWebP(_ bytes: UnsafeRawBufferPointer) {
        guard let size = bytes.bigEndian32(at: 4) else { return }
        isWhole = bytes.count >= 8 + Int(UInt32(size).byteSwapped)
        isAnimated =
            bytes.count > 20 && bytes[12..<16].elementsEqual("VP8X".utf8) && bytes[20] & 0x02 != 0
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func bigEndian16(at position: Int) -> Int? {
        guard position >= 0, position + 2 <= count else { return nil }
        return Int(self[position]) << 8 | Int(self[position + 1])
    }

    fileprivate func bigEndian32(at position: Int) -> Int? {
        guard position >= 0, position + 4 <= count else { return nil }
        return self[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
