import Cryptography
import EventLoops
import HTTPClient

/// Pictures in a bucket of an S3-compatible store, which serves them itself or through what stands before it.
package struct S3Pictures: PictureStore {
    /// Where the bucket's name stands in an address.
    package enum Style: String, CaseIterable, Sendable {
        /// `https://store.example/bucket/key`: what stores on one's own machines have.
        case path
        /// `https://bucket.store.example/key`: what the large ones want.
        case host
    }

    package let name = "s3"
    private let base: String
    private let publicBase: String
    private let signer: AWSSigner
    private let client: HTTPClient

    /// - Parameters:
    ///   - endpoint: `http(s)://host[:port]` of the store.
    ///   - publicURL: what people's browsers get pictures from; empty: the bucket's own address.
    package init(
        endpoint: String, bucket: String, style: Style, publicURL: String, signer: AWSSigner,
        client: HTTPClient
    ) {
        base = Self.base(endpoint: endpoint, bucket: bucket, style: style)
        publicBase = publicURL.isEmpty ? base : publicURL.withoutSlash
        self.signer = signer
        self.client = client
    }

    static func base(endpoint: String, bucket: String, style: Style) -> String {
        let endpoint = endpoint.withoutSlash
        switch style {
        case .path: return "\(endpoint)/\(bucket)"
        case .host:
            guard let scheme = endpoint.firstRange(of: "://") else { return "\(bucket).\(endpoint)" }
            return "\(endpoint[..<scheme.upperBound])\(bucket).\(endpoint[scheme.upperBound...])"
        }
    }

    package func url(of key: String) -> String { "\(publicBase)/\(key)" }

    package func put(_ bytes: [UInt8], as key: String, on loop: EventLoop) async throws {
        let answer = try await client.send(
            OutgoingRequest(
                method: "PUT", url: "\(base)/\(key)",
                headers: [
                    ("Content-Type", "image/webp"),
                    // Nothing else is ever stored under this key.
                    ("Cache-Control", "public,max-age=31536000,immutable"), hash(of: bytes),
                ],
                body: bytes, signer: signer), on: loop)
        guard answer.status == 200 else { throw refusal("PUT", answer) }
    }

    /// One after the other: stores differ in how they take many at once.
    package func remove(_ keys: [String], on loop: EventLoop) async throws {
        for key in keys {
            let answer = try await client.send(
                OutgoingRequest(
                    method: "DELETE", url: "\(base)/\(key)", headers: [hash(of: [])], signer: signer),
                on: loop)
            // What is not there is answered 204 by most, 404 by some.
            guard [200, 204, 404].contains(answer.status) else { throw refusal("DELETE", answer) }
        }
    }

    /// What S3 compares the body with, and signs.
    private func hash(of body: [UInt8]) -> (String, String) {
        ("x-amz-content-sha256", Hex.encode(sha256(body)))
    }

    /// Of the store's XML only its code, such as `SignatureDoesNotMatch`.
    private func refusal(_ method: String, _ answer: IncomingResponse) -> PictureStoreError {
        let text = String(decoding: answer.body, as: UTF8.self)
        let code = text.firstMatch(of: /<Code>([A-Za-z0-9]{1,60})<\/Code>/).map { String($0.1) } ?? "no code"
        return PictureStoreError("\(method) was answered \(answer.status), \(code)")
    }
}

extension String {
    fileprivate var withoutSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
