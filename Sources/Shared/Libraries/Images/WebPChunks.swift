/// A WebP reduced to what its pixels need (RFC 9649 §2.5): libvips adds EXIF of its own making, in 8.14 even
/// when told to keep nothing.
///
/// - Parameter bytes: of a whole, well-formed file, as the encoder made it.
func pixelsOnly(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var kept: [(name: Slice<UnsafeRawBufferPointer>, chunk: Slice<UnsafeRawBufferPointer>)] = []
    var position = 12
    while position + 8 <= bytes.count {
        let size = bytes[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let end = min(bytes.count, position + 8 + size + size % 2)
        kept.append((bytes[position..<position + 4], bytes[position..<end]))
        position = end
    }
    func chunk(_ name: StaticString) -> Slice<UnsafeRawBufferPointer>? {
        kept.first { $0.name.elementsEqual(String(describing: name).utf8) }?.chunk
    }
    var body = Array("WEBP".utf8)
    if let alpha = chunk("ALPH"), let pixels = chunk("VP8 "), let header = chunk("VP8X") {
        // Only with a separate channel of transparency is the extended header needed: flags (of which that
        // one stays), then the size.
        var header = Array(header)
        header[8] = 0x10
        body += header + alpha + pixels
    } else {
        body += chunk("VP8 ") ?? chunk("VP8L") ?? bytes[0..<0]
    }
    let size = UInt32(body.count)
    return Array("RIFF".utf8) + (0..<4).map { UInt8(size >> ($0 * 8) & 255) } + body
}
