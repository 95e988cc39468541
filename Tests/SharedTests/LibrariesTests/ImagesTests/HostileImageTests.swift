import Images
import TestSupport
import Testing

/// Files that were made to mislead, to exhaust, or to crash.
struct HostileImageTests {
    private static let samples: [(bytes: [UInt8], format: ImageFormat)] = {
        let jpeg = SampleJPEG(segments: [sampleEXIF(orientation: 6)]) { [UInt8($0 * 20 + $1), 0, 0] }
        var png = SamplePNG.flat([1, 200, 3, 100], kind: .colorWithAlpha)
        png.chunks = [("tEXt", Array("a\0b".utf8))]
        return [
            (jpeg.bytes, .jpeg), (png.bytes, .png),
            (try! webp(.flat([9, 8, 7, 100], kind: .colorWithAlpha)), .webp),
        ]
    }()

    @Test func `a file that was cut off anywhere is said to be`() {
        for (bytes, format) in Self.samples {
            #expect(refusal(of: bytes, as: format) == nil)
            for count in 0..<bytes.count {
                #expect(
                    refusal(of: Array(bytes[..<count]), as: format) == .truncated,
                    "\(format), \(count) of \(bytes.count)")
            }
        }
    }

    @Test func `a PNG whose end was mended is refused when rows are missing`() {
        var png = SamplePNG.flat([1, 2, 3], width: 64, height: 64)
        png.claimed = (64, 4096)
        #expect(refusal(of: png.bytes, as: .png) == .unreadable)
    }

    @Test(arguments: ImageFormat.allCases)
    func `content of another kind is not taken`(_ format: ImageFormat) {
        let others: [[UInt8]] = [
            Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B],
            Array(#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>"#.utf8),
            Array("<!DOCTYPE html><html></html>".utf8), Array("%PDF-1.7\n%aaaaaaaa".utf8),
            [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 100),
            [0, 0, 0, 0x20] + Array("ftypheic".utf8), Array("RIFF\0\0\0\0WAVEfmt ".utf8),
        ]
        for bytes in others { #expect(refusal(of: bytes, as: format) == .otherFormat) }
        for sample in Self.samples where sample.format != format {
            #expect(refusal(of: sample.bytes, as: format) == .otherFormat)
        }
    }

    @Test func `an empty file is one that was cut off`() {
        for format in ImageFormat.allCases { #expect(refusal(of: [], as: format) == .truncated) }
    }

    @Test func `more pixels than allowed are refused by the header`() {
        var png = SamplePNG.flat([1, 2, 3])
        for size in [(8000, 5001), (40_000_001, 1), (Int(Int32.max), Int(Int32.max))] {
            png.claimed = size
            #expect(refusal(of: png.bytes, as: .png) == .tooManyPixels, "\(size)")
        }
        let jpeg = SampleJPEG().bytes
        let size = jpeg.firstRange(of: [0xFF, 0xC0])!.lowerBound + 5
        for claimed: [UInt8] in [[0x1F, 0x40, 0x13, 0x89], [0xFF, 0xDC, 0xFF, 0xDC]] {
            let bomb = Array(jpeg[..<size] + claimed + jpeg[(size + 4)...])
            #expect(refusal(of: bomb, as: .jpeg) == .tooManyPixels)
        }
    }

    @Test func `as many pixels as allowed are taken`() throws {
        let png = SamplePNG(width: 8000, height: 5000, depth: 1, kind: .gray) { _ in
            [UInt8](repeating: 0xF0, count: 1000)
        }
        var limits = ImageConverter.Limits()
        limits.seconds = 300  // it is about pixels; a sanitizer's build on busy cores takes its time
        let images = try convert(png.bytes, as: .png, limits: limits)
        #expect(images.map(\.width) == [1600, 800, 320] && images.map(\.height) == [1000, 500, 200])
    }

    @Test func `a PNG that claims pixels which its few bytes do not hold is refused`() {
        var png = SamplePNG.flat([1, 2, 3])
        png.claimed = (6000, 6000)
        #expect(refusal(of: png.bytes, as: .png) == .unreadable)
    }

    @Test func `an animation is refused`() throws {
        var png = SamplePNG.flat([1, 2, 3])
        png.chunks = [("acTL", big(2) + big(0))]
        #expect(refusal(of: png.bytes, as: .png) == .animated)

        let still = try webp(.flat([1, 2, 3]))
        let frame = Array(still[12...])
        let header: [UInt8] = [0x02, 0, 0, 0, 15, 0, 0, 15, 0, 0]
        let frames = [1, 2].flatMap { _ in
            riff("ANMF", [0, 0, 0, 0, 0, 0, 15, 0, 0, 15, 0, 0, 100, 0, 0, 0] + frame)
        }
        let body = Array("WEBP".utf8) + riff("VP8X", header) + riff("ANIM", [0, 0, 0, 0, 0, 0]) + frames
        #expect(refusal(of: riff("RIFF", body), as: .webp) == .animated)
    }

    @Test func `a JPEG of endless passes is refused before one is made`() {
        let jpeg = SampleJPEG().bytes
        let scan = jpeg.firstRange(of: [0xFF, 0xDA])!.lowerBound
        let passes = (0..<65).flatMap { _ in jpeg[scan..<(jpeg.count - 2)] }
        #expect(refusal(of: jpeg[..<scan] + passes + [0xFF, 0xD9], as: .jpeg) == .unreadable)
    }

    @Test func `work that takes too long is given up`() {
        var limits = ImageConverter.Limits()
        limits.seconds = -1
        let png = SamplePNG.flat([1, 2, 3], width: 2000, height: 400)
        #expect(refusal(of: png.bytes, as: .png, limits: limits) == .tooSlow)
    }

    @Test func `damaged files end in a refusal or in a picture`() throws {
        try forEachSeed(40) { dice in
            for (bytes, format) in Self.samples {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...6, using: &dice) {
                    // Behind what tells the format.
                    let place = Int.random(in: (format == .jpeg ? 3 : 12)..<bytes.count, using: &dice)
                    damaged[place] = .random(in: 0...255, using: &dice)
                }
                guard let images = try? convert(damaged, as: format) else { continue }
                try check(
                    images.count == 3 && images.allSatisfy { max($0.width, $0.height) <= 1600 },
                    "\(format) of \(images.map(\.width))")
            }
        }
    }

    private func riff(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        Array(kind.utf8) + big(content.count).reversed() + content + (content.count % 2 == 0 ? [] : [0])
    }
}
