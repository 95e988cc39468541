/// What a client asked. Made by the server, or by a test without one.
package struct Request: Sendable {
    package let method: String
    /// The path as sent, percent-encoded, without the query.
    package let path: Substring
    /// What follows `?`, as sent; empty if there is none.
    package let query: Substring
    package let headers: Headers
    package let body: RequestBody

    package init(method: String, target: String, headers: Headers = Headers(), body: RequestBody = .empty) {
        self.method = method
        let mark = target.firstIndex(of: "?")
        path = target[..<(mark ?? target.endIndex)]
        query = mark.map { target[target.index(after: $0)...] } ?? ""
        self.headers = headers
        self.body = body
    }
}

/// Header fields in order of arrival; names compare without regard to case.
package struct Headers: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    /// The first field of that name.
    package subscript(name: String) -> String? {
        fields.first { $0.name.isEqualIgnoringCase(name) }?.value
    }

    /// The comma-separated, trimmed members of all fields of that name, as in `Connection: a, b`.
    package func list(_ name: String) -> [Substring] {
        fields.lazy.filter { $0.name.isEqualIgnoringCase(name) }
            .flatMap { $0.value.split(separator: ",") }
            .map { $0.trimmed }.filter { !$0.isEmpty }
    }
}

extension StringProtocol {
    /// Compares ASCII letters without regard to case, without making a copy.
    package func isEqualIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && ($0 | 0x20).isLetter) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
