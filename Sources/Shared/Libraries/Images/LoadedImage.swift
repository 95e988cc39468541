import CVips

/// Owns a `VipsImage`. Used on one thread.
struct LoadedImage: ~Copyable {
    private let image: UnsafeMutablePointer<VipsImage>

    /// Reads the header only; pixels are decoded when they are asked for. The bytes must outlive the image.
    ///
    /// - Parameter reduction: how much smaller it will be shown. Decoders that can leave out pixels do so,
    ///   down to no less than is shown.
    init(
        _ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, reduction: Double = 1
    ) throws(ImageError) {
        let kind: handsup_image_kind =
            switch format {
            case .jpeg: HANDSUP_IMAGE_JPEG
            case .png: HANDSUP_IMAGE_PNG
            case .webp: HANDSUP_IMAGE_WEBP
            }
        let shrink = [8, 4, 2].first { Double($0) <= reduction } ?? 1
        guard
            let image = handsup_image_open(
                bytes.baseAddress, bytes.count, kind, CInt(shrink), 1 / max(1, reduction))
        else { throw .unreadable }
        self.image = image
    }

    private init(_ image: UnsafeMutablePointer<VipsImage>) { self.image = image }

    deinit { handsup_image_close(image) }

    var header: handsup_image_header { handsup_image_read_header(image) }

    /// A copy in memory, upright and in sRGB, at most `side` pixels on its longest side.
    func shrunk(to side: Int, before deadline: Deadline? = nil) throws(ImageError) -> LoadedImage {
        guard let shrunk = handsup_image_shrink(image, CInt(side), deadline?.pointer) else {
            throw deadline?.isOver == true ? .tooSlow : .unreadable
        }
        return LoadedImage(shrunk)
    }

    func encoded(quality: CInt, effort: CInt) throws(ImageError) -> EncodedImage {
        var encoded = handsup_image()
        guard handsup_image_encode(image, quality, effort, &encoded) == 0, let bytes = encoded.bytes else {
            throw .unreadable
        }
        defer { handsup_image_free(bytes) }
        return EncodedImage(
            bytes: pixelsOnly(UnsafeRawBufferPointer(start: bytes, count: encoded.count)),
            width: Int(encoded.width), height: Int(encoded.height))
    }
}

/// A moment in memory that libvips asks for while it computes.
final class Deadline {
    let pointer: UnsafeMutablePointer<Int64>

    init(seconds: Double) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: handsup_image_now() + Int64(seconds * 1_000_000))
    }

    deinit { pointer.deallocate() }

    var isOver: Bool { handsup_image_now() > pointer.pointee }
}
