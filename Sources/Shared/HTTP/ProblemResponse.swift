import HTTPServer

extension Problem {
    /// The one place where a kind becomes a status.
    package var status: Int {
        switch kind {
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .wrongMethod: 405
        case .conflict: 409
        case .gone: 410
        case .tooLarge: 413
        case .wrongMediaType: 415
        case .invalid: 422
        case .upgradeRequired: 426
        case .tooMany: 429
        case .internal: 500
        case .unavailable: 503
        }
    }

    /// RFC 9457 `application/problem+json`.
    package func response(requestId: String) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.field("type", "about:blank")
            json.field("title", title)
            json.field("status", status)
            json.field("code", code)
            json.field("detail", detail)
            json.field("requestId", requestId)
            if !fields.isEmpty {
                json.field("fields") {
                    $0.array(fields) { json, field in
                        json.object {
                            $0.field("name", field.name)
                            $0.field("code", field.code)
                            $0.field("detail", field.detail)
                        }
                    }
                }
            }
            json.fields(of: self)
        }
        var response = Response(
            status: status, headers: ["Content-Type": "application/problem+json"], body: json.bytes)
        if kind == .unavailable || kind == .tooMany {
            response.headers.append("Retry-After", String(retryAfter))
        }
        if kind == .unauthenticated { response.headers.append("WWW-Authenticate", "Bearer") }
        if kind == .upgradeRequired { response.headers.append("Sec-WebSocket-Version", "13") }
        if let allow { response.headers.append("Allow", allow) }
        return response
    }

    private var title: String {
        switch kind {
        case .malformed: "Bad Request"
        case .unauthenticated: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .wrongMethod: "Method Not Allowed"
        case .conflict: "Conflict"
        case .gone: "Gone"
        case .tooLarge: "Content Too Large"
        case .wrongMediaType: "Unsupported Media Type"
        case .invalid: "Unprocessable Content"
        case .upgradeRequired: "Upgrade Required"
        case .tooMany: "Too Many Requests"
        case .internal: "Internal Server Error"
        case .unavailable: "Service Unavailable"
        }
    }
}

extension JSONWriter {
    /// The extension members of a problem.
    package mutating func fields(of problem: Problem) {
        for member in problem.members {
            switch member.value {
            case .integer(let value): field(member.name, value)
            case .time(let value): field(member.name, value)
            }
        }
    }
}
