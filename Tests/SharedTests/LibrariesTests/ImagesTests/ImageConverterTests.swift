import Images
import Testing

struct ImageConverterTests {
    @Test func `three sizes are made, none larger than what was sent`() throws {
        let large = SampleJPEG(width: 3200, height: 1600) { [UInt8(($0 + $1) % 200), 0, 0] }
        #expect(try convert(large.bytes, as: .jpeg).map(\.width) == [1600, 800, 320])
        #expect(try convert(large.bytes, as: .jpeg).map(\.height) == [800, 400, 160])
        let tall = SamplePNG.flat([1, 2, 3], width: 10, height: 500)
        #expect(try convert(tall.bytes, as: .png).map(\.height) == [500, 500, 320])
    }

    @Test(arguments: ImageFormat.allCases)
    func `one pixel is a picture`(_ format: ImageFormat) throws {
        let bytes =
            switch format {
            case .jpeg: SampleJPEG(width: 1, height: 1).bytes
            case .png: SamplePNG.flat([9, 9, 9], width: 1, height: 1).bytes
            case .webp: try webp(SamplePNG.flat([9, 9, 9], width: 1, height: 1))
            }
        let images = try convert(bytes, as: format)
        #expect(images.map(\.width) == [1, 1, 1] && images.map(\.height) == [1, 1, 1])
    }

    /// EXIF's numbers: which quarter of what is stored comes to the top left, top right, bottom left, bottom
    /// right, for each orientation.
    @Test(
        arguments: zip(
            1...8,
            [
                [0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1], [0, 2, 1, 3], [2, 0, 3, 1],
                [3, 1, 2, 0], [1, 3, 0, 2],
            ]))
    func `a picture is turned as its camera says`(_ orientation: Int, _ quarters: [Int]) throws {
        let shades: [UInt8] = [20, 90, 160, 230]
        let jpeg = SampleJPEG(width: 64, height: 32, segments: [sampleEXIF(orientation: UInt8(orientation))])
        {
            [shades[($1 / 2) * 2 + $0 / 4]]
        }
        let image = try convert(jpeg.bytes, as: .jpeg)[0]
        let (width, height) = orientation < 5 ? (64, 32) : (32, 64)
        #expect(image.width == width && image.height == height)
        let places = [(8, 8), (width - 8, 8), (8, height - 8), (width - 8, height - 8)]
        for (place, quarter) in zip(places, quarters) {
            #expect(isClose(image.pixel(place.0, place.1), [UInt8](repeating: shades[quarter], count: 3)))
        }
    }

    @Test func `nothing of the metadata comes out`() throws {
        let secret = Array("SECRET-PLACE".utf8)
        let segments: [(marker: UInt8, content: [UInt8])] = [
            sampleEXIF(), (0xFE, secret), (0xE1, Array("http://ns.adobe.com/xap/1.0/".utf8) + [0] + secret),
            (0xED, Array("Photoshop 3.0".utf8) + [0] + secret),
            (0xE2, Array("ICC_PROFILE".utf8) + [0, 1, 1] + secret),
        ]
        var png = SamplePNG.flat([200, 10, 10, 128], kind: .colorWithAlpha)
        png.chunks = [
            ("tEXt", Array("Comment".utf8) + [0] + secret),
            ("eXIf", Array(sampleEXIF().content.dropFirst(6))),
            ("iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + secret),
        ]
        var images = try convert(SampleJPEG(segments: segments).bytes, as: .jpeg)
        images += try convert(png.bytes, as: .png)
        for image in images {
            #expect(
                Set(image.chunks).isSubset(
                    of: image.bytes[12..<16].elementsEqual("VP8X".utf8)
                        ? ["VP8X", "ALPH", "VP8 "] : ["VP8 ", "VP8L"]))
            #expect(image.bytes.firstRange(of: secret) == nil)
        }
    }

    @Test func `what follows a picture in its file is left behind`() throws {
        let script = Array("<html><script>alert(1)</script></html>".utf8)
        for (bytes, format) in [
            (SampleJPEG().bytes, ImageFormat.jpeg), (SamplePNG.flat([1, 2, 3]).bytes, .png),
            (try webp(.flat([1, 2, 3])), .webp),
        ] {
            let images = try convert(bytes + script + Array("PK\u{3}\u{4}".utf8), as: format)
            #expect(images.allSatisfy { $0.bytes.firstRange(of: Array("script".utf8)) == nil })
        }
    }

    // MARK: Kinds of pixels

    @Test func `a palette with transparency keeps it`() throws {
        var png = SamplePNG(kind: .palette) { _ in
            [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 1, count: 8)
        }
        png.chunks = [("PLTE", [255, 0, 0, 0, 0, 255]), ("tRNS", [255, 0])]
        let image = try convert(png.bytes, as: .png)[0]
        #expect(isClose(image.pixel(2, 8), [255, 0, 0, 255]))
        #expect(image.pixel(14, 8)[3] == 0)
    }

    @Test func `16 bits a channel become 8`() throws {
        let png = SamplePNG(depth: 16) { _ in Array((0..<16).map { _ in [200, 0, 100, 0, 50, 0] }.joined()) }
        #expect(isClose(try convert(png.bytes, as: .png)[0].pixel(8, 8), [200, 100, 50]))
    }

    @Test func `gray is gray`() throws {
        let png = SamplePNG.flat([77], kind: .gray)
        #expect(isClose(try convert(png.bytes, as: .png)[0].pixel(8, 8), [77, 77, 77]))
        var one = SamplePNG(width: 32, height: 4, depth: 1, kind: .gray) { _ in [0, 0, 255, 255] }
        #expect(isClose(try convert(one.bytes, as: .png)[0].pixel(28, 2), [255, 255, 255]))
        one.isInterlaced = false
    }

    @Test func `inks become colours`() throws {
        let white = SampleJPEG(components: 4) { _, _ in [255, 255, 255, 255] }
        #expect(isClose(try convert(white.bytes, as: .jpeg)[0].pixel(8, 8), [255, 255, 255]))
        let black = SampleJPEG(components: 4) { _, _ in [255, 255, 255, 0] }
        #expect(try convert(black.bytes, as: .jpeg)[0].pixel(8, 8).allSatisfy { $0 < 60 })
    }
}

/// A WebP with the pixels of a PNG.
func webp(_ png: SamplePNG) throws -> [UInt8] {
    try convert(png.bytes, as: .png, sides: [max(png.width, png.height)])[0].bytes
}
