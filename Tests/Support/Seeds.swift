#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What went wrong, and how to see it again.
package struct SeedFailed: Error, CustomStringConvertible {
    let seed: UInt64
    let reason: any Error
    package var description: String { "\(reason)\nSee it again with HANDSUP_TEST_SEED=\(seed)" }
}

/// A sentence about a property that did not hold.
package struct Violation: Error, CustomStringConvertible {
    package let description: String
}

package func check(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(Violation) {
    if !holds { throw Violation(description: sentence()) }
}

/// Runs `body` with `count` fresh seeds, or only with the one in `HANDSUP_TEST_SEED`; throws `SeedFailed`.
package func forEachSeed(_ count: Int, _ body: (inout SeededGenerator) throws -> Void) throws(SeedFailed) {
    let chosen = chosenSeed
    for _ in 0..<(chosen == nil ? count : 1) {
        let seed = chosen ?? .random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        do { try body(&random) } catch { throw SeedFailed(seed: seed, reason: error) }
    }
}

/// The same for a body that waits.
package func forEachSeed(
    _ count: Int, _ body: (inout SeededGenerator) async throws -> Void
) async throws(SeedFailed) {
    let chosen = chosenSeed
    for _ in 0..<(chosen == nil ? count : 1) {
        let seed = chosen ?? .random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        do { try await body(&random) } catch { throw SeedFailed(seed: seed, reason: error) }
    }
}

private var chosenSeed: UInt64? { getenv("HANDSUP_TEST_SEED").flatMap { UInt64(String(cString: $0)) } }
