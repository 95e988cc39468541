import EventLoops

/// Requests to other servers (libcurl), each on a thread of the pool, so that no loop waits for them.
///
/// Speaks HTTP and HTTPS only, verifies certificates, follows no redirect, keeps no cookies, and connects
/// to the address itself: `http_proxy` and its like in the environment have no effect.
package struct HTTPClient: Sendable {
    package struct Limits: Sendable {
        /// Milliseconds until there is a connection, TLS included.
        package var connecting = 3000
        /// Milliseconds for all of it.
        package var whole = 5000
        /// Bytes of an answer's body.
        package var body = 65_536
        package init() {}
    }

    private let work: BlockingWork
    private let limits: Limits

    /// - Parameter work: bounds the requests under way and those that wait.
    package init(work: BlockingWork, limits: Limits = Limits()) {
        self.work = work
        self.limits = limits
    }

    /// The answer, whatever its status. Throws `HTTPClientError`, and what `BlockingWork.run` throws.
    package func send(_ request: OutgoingRequest, on loop: EventLoop) async throws -> IncomingResponse {
        try await work.run(on: loop) { [limits] in try Transfer(request, limits: limits).perform() }
    }
}

package struct OutgoingRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: [(String, String)]
    package var body: [UInt8]
    /// Who signs the request, if it is to be signed.
    package var signer: AWSSigner?

    package init(
        method: String, url: String, headers: [(String, String)] = [], body: [UInt8] = [],
        signer: AWSSigner? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.signer = signer
    }
}

/// AWS Signature Version 4, which S3-compatible stores ask for (`CURLOPT_AWS_SIGV4`). All header fields of the
/// request and its body are signed. A body needs a `Content-Type`, and S3 its `x-amz-content-sha256`.
package struct AWSSigner: Sendable {
    package var accessKey: String
    package var secret: String
    package var region: String
    /// `s3`, as stores name it.
    package var service: String

    package init(accessKey: String, secret: String, region: String, service: String = "s3") {
        self.accessKey = accessKey
        self.secret = secret
        self.region = region
        self.service = service
    }
}

package struct IncomingResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
}

/// Texts are libcurl's own words; they name hosts and addresses, nothing of the request.
package enum HTTPClientError: Error, Equatable {
    /// There was no connection in time: nothing was sent, so sending again is safe.
    case unreachable(String)
    /// The server may or may not have acted on the request.
    case timeout
    /// The same, or the request could not be made of its parts.
    case failed(String)
    /// The answer's body has more bytes than the limit.
    case tooLarge
}
