/// A picture that somebody uploaded.
package struct StoredPicture: Sendable {
    let id: Int64
    /// At most 1 600, 800 and 320 pixels on the longest side.
    let url: String
    let mediumURL: String
    let thumbnailURL: String
    /// Of the largest, in pixels.
    let width: Int
    let height: Int

    /// JSON of docs/openapi.yaml: `UploadedImage`.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("id", id)
            $0.field("url", url)
            $0.field("mediumUrl", mediumURL)
            $0.field("thumbnailUrl", thumbnailURL)
            $0.field("width", width)
            $0.field("height", height)
        }
        return json.bytes
    }
}
