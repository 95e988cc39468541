import CVips
import Foundation
import Images
import Testing

/// What becomes of a file with these bytes.
func convert(
    _ bytes: [UInt8], as format: ImageFormat, sides: [Int] = [1600, 800, 320],
    limits: ImageConverter.Limits = .init()
) throws -> [EncodedImage] {
    let file = tmpfile()!
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
    fflush(file)
    return try ImageConverter(sides: sides, limits: limits).convert(descriptor: fileno(file), as: format)
}

/// Why a file is refused; nil if it is not.
func refusal(
    of bytes: [UInt8], as format: ImageFormat, limits: ImageConverter.Limits = .init()
) -> ImageError? {
    do {
        _ = try convert(bytes, as: format, limits: limits)
        return nil
    } catch { return error as? ImageError }
}

extension EncodedImage {
    /// The names of the file's chunks, whose sizes must add up to the file's.
    var chunks: [String] {
        var names: [String] = []
        var position = 12
        while position + 8 <= bytes.count {
            names.append(String(decoding: bytes[position..<position + 4], as: UTF8.self))
            let size = bytes[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            position += 8 + size + size % 2
        }
        #expect(position == bytes.count)
        return names
    }

    /// Its bands at a place, as a decoder gives them.
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
        bytes.withUnsafeBytes { bytes in
            let image = handsup_image_open(bytes.baseAddress, bytes.count, HANDSUP_IMAGE_WEBP, 1, 1)!
            defer { handsup_image_close(image) }
            #expect(vips_image_get_width(image) == width && vips_image_get_height(image) == height)
            let bands = Int(vips_image_get_bands(image))
            var count = 0
            let pixels = vips_image_write_to_memory(image, &count)!
            defer { g_free(pixels) }
            let start = (y * width + x) * bands
            return Array(UnsafeRawBufferPointer(start: pixels, count: count)[start..<start + bands])
        }
    }
}

/// Whether two colours are the same but for what WebP loses.
func isClose(_ left: [UInt8], _ right: [UInt8], by distance: Int = 12) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { abs(Int($0) - Int($1)) <= distance }
}
