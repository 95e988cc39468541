/// Checks the fields of a request and collects what is wrong with each.
package struct FieldChecks {
    package private(set) var fields: [Problem.Field] = []

    package init() {}

    /// Notes a mistake; `code` is stable, `detail` is for people.
    package mutating func refuse(_ name: String, code: String, _ detail: String) {
        fields.append(Problem.Field(name, code: code, detail))
    }

    /// Throws what was collected, as one `invalid` problem.
    package func finish() throws(Problem) {
        if !fields.isEmpty { throw .invalid(fields) }
    }

    /// The values of required fields, when nothing was wrong; throws what was collected else.
    package func finish<each Value>(_ values: repeat (each Value)?) throws(Problem) -> (repeat each Value) {
        try finish()
        return try (repeat Self.known(each values))
    }

    private static func known<Value>(_ value: Value?) throws(Problem) -> Value {
        guard let value else { throw .invalid([]) }  // only for a field that nobody required
        return value
    }

    /// The value of an optional field; nil, and noted, if it has another type.
    package mutating func optional<Value>(_ name: String, _ input: Input<Value>) -> Value? {
        switch input {
        case .absent: return nil
        case .value(let value): return value
        case .mistyped:
            refuse(name, code: "type", "has the wrong type")
            return nil
        }
    }

    /// The value of a field that must be there; nil, and noted, if it is not.
    package mutating func required<Value>(_ name: String, _ input: Input<Value>) -> Value? {
        if case .absent = input { refuse(name, code: "missing", "is missing") }
        return optional(name, input)
    }

    /// Notes a number outside of `range`.
    package mutating func number(_ name: String, _ value: Int64?, in range: ClosedRange<Int64>) {
        guard let value, !range.contains(value) else { return }
        refuse(name, code: "range", "must be from \(range.lowerBound) to \(range.upperBound)")
    }

    /// Notes a text whose count of Unicode scalars is outside of `range`, or that holds control
    /// characters: PostgreSQL cannot store NUL, and nobody can see the others. Line breaks are allowed
    /// where `isMultiline`.
    package mutating func text(
        _ name: String, _ value: String?, count range: ClosedRange<Int>, isMultiline: Bool = false
    ) {
        guard let value else { return }
        if !range.contains(value.unicodeScalars.count) {
            refuse(name, code: "length", "must have \(range.lowerBound) to \(range.upperBound) characters")
        }
        let breaks: Set<Unicode.Scalar> = isMultiline ? ["\n", "\r", "\t"] : []
        if value.unicodeScalars.contains(where: {
            $0.properties.generalCategory == .control && !breaks.contains($0)
        }) {
            refuse(name, code: "control", "must not contain control characters")
        }
        if range.lowerBound > 0, !value.isEmpty, value.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            refuse(name, code: "blank", "must not be blank")
        }
    }
}
