import EventLoops

/// Where the files of pictures are kept, and from which address people's browsers get them.
package protocol PictureStore: Sendable {
    /// As logs call it.
    var name: String { get }

    /// The address of a key, absolute or from the site's root.
    func url(of key: String) -> String

    /// Keeps a WebP under a key that nothing is kept under: whole, or not at all. When this returns, the
    /// file outlives a power cut. Throws `PictureStoreError`, `HTTPClientError`, and what
    /// `BlockingWork.run` throws; then something may have been stored all the same.
    func put(_ bytes: [UInt8], as key: String, on loop: EventLoop) async throws

    /// Removes what is kept under the keys, if there is anything. Throws like `put`.
    func remove(_ keys: [String], on loop: EventLoop) async throws
}

/// The store said no, or could not be used.
package struct PictureStoreError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
