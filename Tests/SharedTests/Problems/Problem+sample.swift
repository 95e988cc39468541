@testable import Shared

/// `name code` of each field that `body` refuses; empty if it refuses nothing.
func codes<Value>(_ body: () throws -> Value) -> [String] {
    do {
        _ = try body()
        return []
    } catch let problem as Problem {
        return problem.fields.map { "\($0.name) \($0.code)" }
    } catch {
        return ["\(error)"]
    }
}
