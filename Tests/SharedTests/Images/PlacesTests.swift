import Testing

@testable import Shared

struct PlacesTests {
    private struct Failure: Error {}

    @Test func `who finds no place is asked to come back`() async throws {
        let places = Places(1)
        try await places.take { () async throws -> Void in
            await #expect(throws: Problem.self) { try await places.take {} }
        }
        try await places.take {}
    }

    @Test func `a place is free again after a failure`() async throws {
        let places = Places(1)
        for _ in 0..<3 {
            await #expect(throws: Failure.self) { try await places.take { throw Failure() } }
        }
    }
}
