import HTTPServer

/// An answer as it came over the wire, its length told by Content-Length.
struct RawAnswer: Sendable {
    let status: Int
    let headers: Headers
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The first answer in `bytes` and how many of them are its; nil if it is not whole.
    static func parse(_ bytes: [UInt8], hasBody: Bool) -> (RawAnswer, Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let headCount = end.upperBound
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers = Headers()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers.append(String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        let length = hasBody ? headers["content-length"].flatMap(Int.init) ?? 0 : 0
        guard bytes.count >= headCount + length else { return nil }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let body = Array(bytes[headCount..<headCount + length])
        return (RawAnswer(status: status, headers: headers, body: body), headCount + length)
    }
}
