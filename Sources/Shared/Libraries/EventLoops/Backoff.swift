/// Delays between attempts to connect: "full jitter", so that a fleet does not come back in step.
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
package struct Backoff: Sendable {
    /// In milliseconds.
    package static let first = 50
    package static let longest = 1000
    private var ceiling = first

    package init() {}

    /// The next delay in milliseconds.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Int {
        defer { ceiling = min(ceiling * 2, Self.longest) }
        return Int.random(in: 0...ceiling, using: &generator)
    }

    package mutating func reset() { self = Backoff() }
}
