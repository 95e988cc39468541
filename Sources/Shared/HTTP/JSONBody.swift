import HTTPServer
import Postgres

extension RoutedRequest {
    /// 64 KiB: the longest description of 5 000 characters with every one escaped is 60 KB.
    private static let bodyLimit = 65_536

    /// The same, or nil where there is no body.
    package func optionalObject<Value: JSONReadable>(_ type: Value.Type) async throws -> Value? {
        let length = request.headers["Content-Length"]
        let isEmpty = (length == nil || length == "0") && request.headers["Transfer-Encoding"] == nil
        return isEmpty ? nil : try await object(type)
    }

    /// The request's JSON object. Throws 415, 413, or `malformed`.
    package func object<Value: JSONReadable>(_ type: Value.Type) async throws -> Value {
        let mediaType = request.headers["Content-Type"]?.prefix { $0 != ";" && $0 != " " }
        guard let mediaType, mediaType.isEqualIgnoringCase("application/json") else {
            throw Problem(.wrongMediaType, "unsupportedMediaType", "Send application/json.")
        }
        let bytes = try await request.body.collect(upTo: Self.bodyLimit)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Problem.malformed("The body is not UTF-8.")
        }
        return try bytes.withUnsafeBytes { try JSONInput.object(type, from: $0) }
    }

    /// The `Idempotency-Key`, a UUID in any case of letters; nil if there is none.
    package func idempotencyKey() throws(Problem) -> PostgresUUID? {
        guard let text = request.headers["Idempotency-Key"] else { return nil }
        guard let key = PostgresUUID(text) else {
            throw .invalid([.init("Idempotency-Key", code: "format", "must be a UUID")])
        }
        return key
    }
}

extension Problem {
    package init(_ failure: JSONInput.Failure) {
        switch failure {
        case .notJSON: self = .malformed("This is not JSON.")
        case .tooDeep: self = .malformed("Nested deeper than \(JSONInput.deepest).")
        case .notAnObject: self = .malformed("A JSON object is expected.")
        }
    }
}
