import Cryptography
import EventLoops
import HTTPServer
import Postgres
import Synchronization

/// Makes a route table an application: authentication, errors to problems, request ids, metrics, logs.
package struct RoutedApplication: Sendable {
    private let router: Router
    private let keys: TokenKeys
    private let ended: EndedSessions
    private let log: Log
    private let metrics: Metrics
    private let ids = RequestIds()

    /// - Parameter ended: sessions whose tokens are no good any more.
    package init(_ routes: [Route], keys: TokenKeys, ended: EndedSessions, log: Log, metrics: Metrics) {
        router = Router(routes)
        self.keys = keys
        self.ended = ended
        self.log = log
        self.metrics = metrics
    }

    package func respond(to request: Request) async -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let requestId =
            request.headers["X-Request-Id"].flatMap { RequestIds.isValid($0) ? $0 : nil } ?? ids.next()
        var name = "none"
        var response: Response
        do {
            let (route, values) = try router.find(request)
            name = route.name
            let token = try authenticate(request)
            response = try await route.handler(
                RoutedRequest(request: request, values: values, token: token, requestId: requestId))
        } catch {
            let problem = Problem(error)
            if problem.kind == .internal || problem.kind == .unavailable {
                log.warning(
                    "request failed",
                    ["requestId": requestId, "route": name, "code": problem.code, "error": "\(error)"])
            }
            response = problem.response(requestId: requestId)
        }
        if response.upgrade == nil { response.headers.append("X-Request-Id", requestId) }
        let taken = start.duration(to: clock.now)
        observe(name, response.status, microseconds: Int(taken / .microseconds(1)))
        if log.isEnabled(.debug) {
            log.debug("request", ["requestId": requestId, "route": name, "status": "\(response.status)"])
        }
        return response
    }

    /// A token that is there must be good, also where none is needed.
    private func authenticate(_ request: Request) throws(Problem) -> AccessToken? {
        guard let header = request.headers["Authorization"] else { return nil }
        let space = header.utf8.firstIndex(of: UInt8(ascii: " ")) ?? header.startIndex
        guard header[..<space].isEqualIgnoringCase("bearer"),
            let token = AccessToken(
                header[space...].drop { $0 == " " }, keys: keys, at: .now()),
            !ended.contains(token.session)
        else {
            throw Problem(
                .unauthenticated, "unauthenticated", "The access token is not valid or has expired.")
        }
        return token
    }

    private func observe(_ route: String, _ status: Int, microseconds: Int) {
        series.of(route, status, metrics).observe(microseconds: microseconds)
    }

    /// Looked up once per route and status, not once a request.
    private let series = Series()
    private final class Series: Sendable {
        private struct Key: Hashable {
            let route: String
            let status: Int
        }
        private let known = Locked<[Key: Durations]>([:])
        func of(_ route: String, _ status: Int, _ metrics: Metrics) -> Durations {
            known.withLock { known in
                let key = Key(route: route, status: status)
                if let one = known[key] { return one }
                let one = metrics.durations(
                    "handsup_http_request_duration_seconds", "Time from the request's head to the answer.",
                    labels: "route=\"\(route)\",status=\"\(status)\"")
                known[key] = one
                return one
            }
        }
    }
}

/// Ids for requests that brought none: a random part for the process, then a count.
private final class RequestIds: Sendable {
    private let prefix = Hex.encode(randomBytes(8))
    private let count = Atomic<Int>(0)

    func next() -> String {
        prefix + "-" + String(count.wrappingAdd(1, ordering: .relaxed).newValue, radix: 36)
    }

    /// Letters, digits and `-_.`, at most 64: safe to log and to send back.
    static func isValid(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (48...57) ~= $0 || (65...90) ~= $0 || (97...122) ~= $0 || $0 == 45 || $0 == 95 || $0 == 46
            }
    }
}
