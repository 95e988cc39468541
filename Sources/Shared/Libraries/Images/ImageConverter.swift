import CVips
import Synchronization

/// A picture as it is stored: WebP without any metadata.
package struct EncodedImage: Sendable {
    package let bytes: [UInt8]
    package let width: Int
    package let height: Int

    package init(bytes: [UInt8], width: Int, height: Int) {
        (self.bytes, self.width, self.height) = (bytes, width, height)
    }
}

/// Makes of a file that somebody sent the pictures that are shown (libvips).
///
/// Nothing of the file itself is kept: pixels are decoded, turned upright, brought to sRGB, and encoded
/// anew. Only the loaders of JPEG, PNG and WebP can run in this process, each only by its name.
package struct ImageConverter: Sendable {
    package struct Limits: Sendable {
        /// 40 megapixels: a little above what phones take unless told otherwise.
        package var pixels = 40_000_000
        /// Passes over a progressive JPEG: usual are 10; at 40 megapixels each costs 30 ms or more.
        package var scans = 64
        /// Seconds of work on one picture; the slowest of those that are allowed takes two on an idle core.
        package var seconds = 10.0
        package init() {}
    }

    /// Of WebP, 0 to 100: photographs of things for sale look the same as at 90 in half of the bytes.
    private static let quality: CInt = 80
    /// Of WebP, 0 to 6: 4, its own choice, takes 2.5 times as long to save 6 % of the bytes.
    private static let effort: CInt = 1

    private let sides: [Int]
    private let limits: Limits

    /// - Parameter sides: the longest side of each picture in pixels, largest first. None is enlarged.
    package init(sides: [Int], limits: Limits = Limits()) {
        self.sides = sides
        self.limits = limits
    }

    /// Starts libvips; false if it cannot be started. Once a process, before the first picture.
    package static func prepare() -> Bool { isReady }
    private static let isReady = handsup_images_start("handsup") == 0

    /// One picture for each side. Blocks for up to seconds: not for a loop.
    ///
    /// - Parameters:
    ///   - descriptor: of a file that nobody writes any more.
    ///   - format: what the file was said to be.
    package func convert(
        descriptor: CInt, as format: ImageFormat
    ) throws(ImageError) -> [EncodedImage] {
        guard Self.isReady, let file = MappedFile(descriptor: descriptor) else { throw .unreadable }
        let result = QuietThread.run { () -> Result<[EncodedImage], ImageError> in
            defer { Self.leaveThread() }
            return Result { () throws(ImageError) in try self.convert(file.bytes, format) }
        }
        return try result.get()
    }

    /// libvips' threads come and go, and the C library keeps what each has freed: without this a process would
    /// hold 150 MB after twenty pictures and use none of it. Done for every picture it would cost each a twentieth.
    private static func leaveThread() {
        handsup_image_leave_thread()
        if pictures.wrappingAdd(1, ordering: .relaxed).newValue % 4 == 0 { handsup_image_return_memory() }
    }
    private static let pictures = Atomic<Int>(0)

    private func convert(
        _ bytes: UnsafeRawBufferPointer, _ format: ImageFormat
    ) throws(ImageError) -> [EncodedImage] {
        guard format.begins(bytes) else { throw .otherFormat }
        guard format.isTold(by: bytes) else { throw .truncated }
        let structure = ImageStructure(bytes, format)
        guard structure.pixels <= limits.pixels else { throw .tooManyPixels }
        guard !structure.isAnimated else { throw .animated }
        guard structure.isWhole else { throw .truncated }
        guard structure.scans <= limits.scans else { throw .unreadable }

        let header = try LoadedImage(bytes, format).header
        guard Int(header.width) * Int(header.height) <= limits.pixels else { throw .tooManyPixels }
        guard header.pages == 1 else { throw .animated }
        let reduction = Double(max(header.width, header.height)) / Double(sides[0])
        let deadline = Deadline(seconds: limits.seconds)
        var image = try LoadedImage(bytes, format, reduction: reduction).shrunk(
            to: sides[0], before: deadline)
        var encoded = [try image.encoded(quality: Self.quality, effort: Self.effort)]
        for side in sides.dropFirst() {
            guard !deadline.isOver else { throw .tooSlow }
            image = try image.shrunk(to: side)
            encoded.append(try image.encoded(quality: Self.quality, effort: Self.effort))
        }
        return encoded
    }
}
