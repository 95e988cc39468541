import Cryptography
import HTTPServer

/// The entity tag of an answer, with its quotes: 72 bits of a hash, so that none is met by chance.
package func entityTag(of bytes: [UInt8]) -> String {
    "\"\(Base64URL.encode(Array(sha256(bytes).prefix(9))))\""
}

extension RoutedRequest {
    /// 200 with the JSON, or 304 if the client has these bytes already.
    ///
    /// Browsers keep the answer but ask each time, since a bid may have come; what somebody signed in
    /// sees is theirs alone.
    /// - Parameter tag: the bytes' entity tag, with its quotes.
    package func answer(_ bytes: [UInt8], tag: String) -> Response {
        answer(bytes, tag: tag, caching: token == nil ? "no-cache" : "private, no-cache")
    }

    /// The same with a `Cache-Control` of its own.
    package func answer(_ bytes: [UInt8], tag: String, caching: String) -> Response {
        let isRead = request.method == "GET" || request.method == "HEAD"
        let isKnown = isRead && request.headers["If-None-Match"].map { Self.matches($0, tag) } ?? false
        var response = isKnown ? Response(status: 304) : Response.json(bytes)
        response.headers.append("ETag", tag)
        response.headers.append("Cache-Control", caching)
        if !caching.hasPrefix("public") { response.headers.append("Vary", "Authorization") }
        return response
    }

    /// RFC 9110 §13.1.2: `*` is any; else one of the listed tags, compared weakly, since a proxy that
    /// compresses weakens them.
    static func matches(_ condition: String, _ tag: String) -> Bool {
        if condition == "*" { return true }
        return condition.split(separator: ",").contains { part in
            var part = part.drop { $0 == " " }
            while part.last == " " { part.removeLast() }
            return (part.hasPrefix("W/") ? part.dropFirst(2) : part) == tag
        }
    }
}
