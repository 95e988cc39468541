/// Makes JPEG files of flat blocks, well-formed unless told otherwise (ITU T.81).
struct SampleJPEG {
    var width = 64
    var height = 32
    /// Three: red, green and blue would be YCbCr; one: gray; four: CMYK as Adobe writes it, inverted.
    var components = 1
    /// Segments with marker and content that stand before the picture.
    var segments: [(marker: UInt8, content: [UInt8])] = []
    /// The value of each component in the block at a column and a row of blocks.
    var block: (_ column: Int, _ row: Int) -> [UInt8] = { _, _ in [128, 128, 128, 128] }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        for segment in segments { bytes += Self.segment(segment.marker, segment.content) }
        if components == 4 {
            bytes += Self.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0])
        }
        bytes += Self.segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
        let size = [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)]
        bytes += Self.segment(
            0xC0,
            [8] + size + [UInt8(components)] + (1...UInt8(components)).flatMap { [$0, 0x11, 0] })
        // Differences of 0 to 11 bits have codes of four bits; blocks have nothing but their mean, so the
        // only other code, of one bit, is the end of a block.
        bytes += Self.segment(0xC4, [0x00, 0, 0, 0, 12] + [UInt8](repeating: 0, count: 12) + (0...11))
        bytes += Self.segment(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0])
        bytes += Self.segment(
            0xDA, [UInt8(components)] + (1...UInt8(components)).flatMap { [$0, 0] } + [0, 63, 0])
        return bytes + coded + [0xFF, 0xD9]
    }

    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + content
    }

    private var coded: [UInt8] {
        var bits = Bits()
        var last = [Int](repeating: 0, count: components)
        for row in 0..<(height + 7) / 8 {
            for column in 0..<(width + 7) / 8 {
                let values = block(column, row)
                for component in 0..<components {
                    // With a quantizer of 8 the mean of a block is its first coefficient.
                    let value = Int(values[component]) - 128
                    bits.appendDifference(value - last[component])
                    last[component] = value
                }
            }
        }
        return bits.finished
    }

    private struct Bits {
        private var bytes: [UInt8] = []
        private var current = 0
        private var count = 0

        mutating func appendDifference(_ difference: Int) {
            let size = Int.bitWidth - abs(difference).leadingZeroBitCount
            append(size, bits: 4)
            append(difference < 0 ? difference + (1 << size) - 1 : difference, bits: size)
            append(0, bits: 1)
        }

        private mutating func append(_ value: Int, bits: Int) {
            for bit in (0..<bits).reversed() {
                current = current << 1 | (value >> bit & 1)
                count += 1
                if count == 8 { flush() }
            }
        }

        private mutating func flush() {
            bytes.append(UInt8(current & 255))
            if bytes.last == 0xFF { bytes.append(0) }
            (current, count) = (0, 0)
        }

        var finished: [UInt8] {
            var copy = self
            while copy.count > 0 { copy.append(1, bits: 1) }
            return copy.bytes
        }
    }
}

/// An EXIF segment (CIPA DC-008) that tells how to turn the picture, and where it was taken.
func sampleEXIF(orientation: UInt8 = 1) -> (marker: UInt8, content: [UInt8]) {
    func entry(_ tag: Int, _ type: UInt8, _ count: UInt8, _ value: [UInt8]) -> [UInt8] {
        [UInt8(tag >> 8), UInt8(tag & 255), 0, type, 0, 0, 0, count] + value
    }
    let main: [UInt8] =
        [0, 2] + entry(0x0112, 3, 1, [0, orientation, 0, 0]) + entry(0x8825, 4, 1, [0, 0, 0, 38])
        + [0, 0, 0, 0]
    let position: [UInt8] =
        [0, 2] + entry(1, 2, 2, Array("N".utf8) + [0, 0, 0]) + entry(2, 5, 3, [0, 0, 0, 68]) + [0, 0, 0, 0]
    let seoul: [UInt8] = [37, 33, 58].flatMap { [0, 0, 0, $0, 0, 0, 0, 1] }
    return (
        0xE1, Array("Exif".utf8) + [0, 0] + Array("MM".utf8) + [0, 42, 0, 0, 0, 8] + main + position + seoul
    )
}
