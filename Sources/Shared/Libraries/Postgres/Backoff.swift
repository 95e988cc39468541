/// Delays between attempts to connect: "full jitter", so that a fleet does not come back in step.
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
struct Backoff {
    /// In milliseconds.
    static let first = 50
    static let longest = 1000
    private var ceiling = first

    /// The next delay in milliseconds.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Int {
        defer { ceiling = min(ceiling * 2, Self.longest) }
        return Int.random(in: 0...ceiling, using: &generator)
    }

    mutating func reset() { self = Backoff() }
}
