/// Reads a process's configuration from its environment, and remembers every variable for `--help`.
///
/// A wrong value does not stop the reading: all of them are told at once, each by its name.
package struct Settings {
    package struct Invalid: Error, CustomStringConvertible {
        package let description: String
        package init(description: String) { self.description = description }
    }

    private let environment: [String: String]
    private var mistakes: [String] = []
    private var lines: [(name: String, value: String, meaning: String)] = []

    package init(_ environment: [String: String]) { self.environment = environment }

    package mutating func string(_ name: String, default value: String, _ meaning: String) -> String {
        lines.append((name, value, meaning))
        return environment[name] ?? value
    }

    package mutating func number(
        _ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String
    ) -> Int {
        lines.append((name, String(value), "\(meaning) (\(range.lowerBound) to \(range.upperBound))"))
        guard let text = environment[name] else { return value }
        guard let number = Int(text), range.contains(number) else {
            mistakes.append(
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not “\(text)”")
            return value
        }
        return number
    }

    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default value: Choice, _ meaning: String
    ) -> Choice where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        lines.append((name, value.rawValue, "\(meaning): \(names)"))
        guard let text = environment[name] else { return value }
        guard let choice = Choice(rawValue: text) else {
            mistakes.append("\(name) must be one of \(names), not “\(text)”")
            return value
        }
        return choice
    }

    /// Notes that a value cannot be used, for a reason that only its reader can see.
    package mutating func refuse(_ name: String, _ reason: String) { mistakes.append("\(name) \(reason)") }

    /// Throws all mistakes at once, one a line.
    package func finish() throws(Invalid) {
        if !mistakes.isEmpty { throw Invalid(description: mistakes.joined(separator: "\n")) }
    }

    /// One paragraph a variable: name, default, meaning.
    package var help: String {
        lines.map { "  \($0.name)=\($0.value)\n      \($0.meaning)" }.joined(separator: "\n")
    }
}
