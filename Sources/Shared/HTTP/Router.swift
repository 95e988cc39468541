import HTTPServer

/// One row of a route table: a method, a path whose `{name}` segments match anything, and what answers.
package struct Route: Sendable {
    package typealias Handler = @Sendable (RoutedRequest) async throws -> Response

    let method: String
    let name: String
    let handler: Handler
    private let pattern: [Segment]

    private enum Segment {
        case literal([UInt8])
        case value
    }

    package init(_ method: String, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        pattern = Self.segments(of: path[...]).map {
            $0.first == UInt8(ascii: "{") ? .value : .literal(Array($0))
        }
        name = "\(method) \(path)"
        self.handler = handler
    }

    /// What stands between the path's slashes, the one in front left out.
    static func segments(of path: Substring) -> [Substring.UTF8View] {
        path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// The values of the `{name}` segments; nil if the path is another one.
    func match(_ segments: [Substring.UTF8View]) -> [Substring]? {
        guard segments.count == pattern.count else { return nil }
        var values: [Substring] = []
        for (segment, expected) in zip(segments, pattern) {
            switch expected {
            case .value: values.append(Substring(segment))
            case .literal(let text): if !segment.elementsEqual(text) { return nil }
            }
        }
        return values
    }
}

/// A request that found its route.
package struct RoutedRequest: Sendable {
    package let request: Request
    /// The path's `{…}` segments, in order, as sent.
    package let values: [Substring]
    /// Who asks, and from which session; nil for anonymous ones.
    package let token: AccessToken?
    package let requestId: String

    /// The id in the path's first `{…}`; throws `notFound` for anything that is none.
    package func id<Of>() throws(Problem) -> ID<Of> {
        guard let id = values.first.flatMap({ ID<Of>($0) }) else { throw .notFound }
        return id
    }

    /// Who asks; throws `unauthenticated` for anonymous requests.
    package func signedIn() throws(Problem) -> UserID {
        try signedInToken().user
    }

    /// Who asks and from which session; throws `unauthenticated` for anonymous requests.
    package func signedInToken() throws(Problem) -> AccessToken {
        guard let token else { throw .unauthenticated }
        return token
    }

    /// The text in the path's first `{…}`; throws `notFound` for broken percent-encoding.
    package func text() throws(Problem) -> String {
        guard let text = values.first.flatMap({ PercentEncoding.decode($0, plusIsSpace: false) }) else {
            throw .notFound
        }
        return text
    }
}

/// Finds the route of a request. A path that only other methods know is 405, any other 404.
package struct Router: Sendable {
    private let routes: [Route]

    package init(_ routes: [Route]) { self.routes = routes }

    /// Throws `notFound`, or `methodNotAllowed` with the methods that the path knows.
    package func find(_ request: Request) throws(Problem) -> (route: Route, values: [Substring]) {
        let segments = Route.segments(of: request.path)
        let method = request.method == "HEAD" ? "GET" : request.method
        var allowed: [String] = []
        for route in routes {
            guard let values = route.match(segments) else { continue }
            if route.method == method { return (route, values) }
            allowed.append(route.method)
        }
        guard !allowed.isEmpty else { throw .notFound }
        if allowed.contains("GET") { allowed.append("HEAD") }
        var problem = Problem(
            .wrongMethod, "methodNotAllowed", "This address does not know the method \(request.method).")
        problem.allow = allowed.joined(separator: ", ")
        throw problem
    }
}
