import EventLoops
import Testing

@testable import HTTPServer

struct RequestBodyTests {
    @Test func `a full window asks to wait, and tells once when there is space`() async throws {
        let body = RequestBody()
        let calls = Locked(0)
        func append(_ count: Int) -> Bool {
            [UInt8](repeating: 7, count: count).withUnsafeBufferPointer {
                body.append($0) { calls.withLock { $0 += 1 } }
            }
        }
        #expect(append(RequestBody.window - 1))
        #expect(!append(1))
        #expect(calls.withLock { $0 } == 0)
        #expect(try await body.next()?.count == RequestBody.window)
        #expect(calls.withLock { $0 } == 1)
        #expect(append(1))
        body.finish()
        #expect(try await body.next() == [7])
        #expect(try await body.next() == nil)
        #expect(try await body.next() == nil)
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func `what came before the client left is read before the error`() async throws {
        let body = RequestBody()
        _ = [1, 2, 3].withUnsafeBufferPointer { body.append($0) {} }
        body.finish(.failure(RequestBody.Incomplete()))
        body.finish()
        #expect(try await body.next() == [1, 2, 3])
        await #expect(throws: RequestBody.Incomplete.self) { try await body.next() }
        await #expect(throws: RequestBody.Incomplete.self) { try await body.next() }
    }

    @Test func `a body is collected up to its limit and no further`() async throws {
        #expect(try await RequestBody.empty.collect(upTo: 0) == [])
        #expect(try await RequestBody(bytes: [1, 2]).collect(upTo: 2) == [1, 2])
        await #expect(throws: RequestBody.TooLarge.self) {
            try await RequestBody(bytes: [1, 2]).collect(upTo: 1)
        }
    }
}
