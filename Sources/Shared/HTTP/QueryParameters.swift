import HTTPServer

/// The parameters of a query string, decoded; reading one notes what is wrong with it.
package struct QueryParameters {
    private var values: [(name: String, value: String)] = []
    package var checks = FieldChecks()

    /// Throws `malformed` for broken percent-encoding or bytes that are no UTF-8.
    package init(_ request: Request) throws(Problem) {
        for pair in request.query.split(separator: "&").prefix(64) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
            else {
                throw .malformed("The query string is not properly encoded.")
            }
            values.append((name, value))
        }
    }

    /// The first parameter of that name; nil if there is none.
    package func text(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// The parameter, or `value` if there is none; noted if it is no number in `range`.
    package mutating func number(_ name: String, default value: Int64, in range: ClosedRange<Int64>) -> Int64
    {
        guard let text = text(name) else { return value }
        guard let number = Int64(text), range.contains(number) else {
            checks.refuse(
                name, code: "range", "must be a number from \(range.lowerBound) to \(range.upperBound)")
            return value
        }
        return number
    }

    /// The parameter; nil if there is none, and noted if it is no raw value of `Choice`.
    package mutating func choice<Choice: RawRepresentable>(_ name: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            checks.refuse(name, code: "unknown", "is none of the known values")
            return nil
        }
        return choice
    }

    /// `limit`: 1 … 100, 20 if it is not given.
    package mutating func limit() -> Int {
        Int(number("limit", default: AuctionQuery.defaultLimit, in: AuctionQuery.limits))
    }

    /// What `make` reads from the cursor; noted if it cannot.
    package mutating func cursor<Cursor>(_ make: (String) -> Cursor?) -> Cursor? {
        guard let text = text("cursor") else { return nil }
        let cursor = make(text)
        if cursor == nil { checks.refuse("cursor", code: "unknown", "is not a cursor of this list") }
        return cursor
    }
}
