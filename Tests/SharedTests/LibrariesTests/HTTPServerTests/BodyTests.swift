import Testing

@testable import EventLoops
@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct BodyTests {
    private static let megabytes = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    private static func head(_ length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
    }
    /// The most that waits for a reader: the window, and the read that went over it.
    private static let most = RequestBody.window + HTTPServer.Configuration().connectionMemory

    /// Reads a body piece by piece and tells what it saw.
    private static func inspect(_ body: RequestBody) async throws -> String {
        var (count, sum, isSmall) = (0, 0, true)
        while let piece = try await body.next() {
            count += piece.count
            for byte in piece { sum &+= Int(byte) }
            if piece.count > most { isSmall = false }
        }
        return "\(count) \(sum) \(isSmall)"
    }

    private let inspector: Application = { Response(try await Self.inspect($0.body)) }

    private static var inspected: String {
        "\(megabytes.count) \(megabytes.reduce(0) { $0 &+ Int($1) }) true"
    }

    @Test func `a large body arrives whole, in pieces`() async throws {
        try await withServer(inspector) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(Self.megabytes.count))
                try await client.send(Self.megabytes)
                #expect(await client.answer()?.text == Self.inspected)
                try await client.send(Self.head(5) + "12345")
                #expect(await client.answer()?.text == "5 255 true")
            }
        }
    }

    @Test func `a chunked body arrives whole, without its framing`() async throws {
        let collect: Application = { Response(body: try await $0.body.collect(upTo: 100)) }
        try await withServer(collect) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                try await client.send("5\r\nhello\r\n")
                try await client.send("7;name=value\r\n, world\r\n0\r\n\r\n")
                #expect(await client.answer()?.text == "hello, world")
            }
        }
    }

    @Test func `a request without a body has an empty one`() async throws {
        try await withServer(inspector) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n" + Self.head(0))
                #expect(await client.answer()?.text == "0 0 true")
                #expect(await client.answer()?.text == "0 0 true")
            }
        }
    }

    @Test func `a client is held back while nobody reads its body, and others are served`() async throws {
        let gate = Latch()
        let application: Application = { request in
            if request.method == "GET" { return Response("served") }
            await gate.wait()
            return Response(try await Self.inspect(request.body))
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(Self.megabytes.count))
                let taken = await client.sendUntilStuck(Self.megabytes)
                #expect(taken < Self.megabytes.count)
                try await withConnection(to: port) { other async throws in
                    try await other.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    #expect(await other.answer()?.text == "served")
                }
                gate.open()
                try await client.send(Array(Self.megabytes[taken...]))
                #expect(await client.answer()?.text == Self.inspected)
            }
        }
    }

    @Test func `an answer before the body is whole comes when it is, and the connection lives`() async throws
    {
        let answered = Latch()
        let application: Application = { request in
            defer { answered.open() }
            if request.path == "/large" { _ = try await request.body.next() }
            return Response("early")
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 6000000\r\n\r\n")
                try await client.send(Array(Self.megabytes.prefix(1000)))
                await answered.wait()
                try await client.send(Array(Self.megabytes.dropFirst(1000)))
                #expect(await client.answer()?.text == "early")
                try await client.send(Self.head(100_000) + String(repeating: "x", count: 100_000))
                #expect(await client.answer()?.text == "early")
            }
        }
    }

    @Test func `a declared length over the limit is answered 413, and the connection closed`() async throws {
        var configuration = HTTPServer.Configuration()
        configuration.bodyLimit = 1000
        let count: Application = { Response("\(try await $0.body.collect(upTo: 1000).count)") }
        try await withServer(count, configuration: configuration) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(1000) + String(repeating: "x", count: 1000))
                #expect(await client.answer()?.text == "1000")
                try await client.send(Self.head(1001))
                let answer = try #require(await client.answer())
                #expect(answer.status == 413)
                #expect(answer.headers.list("Connection").contains { $0.isEqualIgnoringCase("close") })
                #expect(await client.receiveToEnd() == "")
            }
        }
    }

    @Test func `a chunked body over the limit ends the connection, and the body is incomplete`() async throws
    {
        var configuration = HTTPServer.Configuration()
        configuration.bodyLimit = 1000
        let incomplete = Latch()
        let application: Application = { request in
            do {
                return Response("\(try await request.body.collect(upTo: .max).count)")
            } catch let error as RequestBody.Incomplete {
                incomplete.open()
                throw error
            }
        }
        try await withServer(application, configuration: configuration) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<3 { try? await client.send("1f4\r\n\(String(repeating: "x", count: 500))\r\n") }
                #expect(await client.receiveToEnd() == "")
            }
            await incomplete.wait()
        }
    }

    @Test func `a reader's own limit is told as soon as it is passed`() async throws {
        let refused = Latch()
        let application: Application = { request in
            do {
                return Response("\(try await request.body.collect(upTo: 10).count)")
            } catch is RequestBody.TooLarge {
                refused.open()
                return Response(status: 413)
            }
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(100) + "more than ten")
                await refused.wait()
                try await client.send(String(repeating: "x", count: 100 - "more than ten".utf8.count))
                #expect(await client.answer()?.status == 413)
            }
        }
    }

    @Test func `a client that leaves in mid-body makes it incomplete`() async throws {
        let (began, incomplete) = (Latch(), Latch())
        let application: Application = { request in
            _ = try await request.body.next()
            began.open()
            do { _ = try await request.body.collect(upTo: 100) } catch is RequestBody.Incomplete {
                incomplete.open()
            }
            return Response("nobody reads this")
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(100) + "half")
                await began.wait()
            }
            await incomplete.wait()
        }
    }

    @Test func `an answer for a client that left goes to nobody else`() async throws {
        let (began, incomplete, late, over) = (Latch(), Latch(), Latch(), Latch())
        let application: Application = { request in
            if request.path == "/next" {
                // The late answer is given while this request waits for its own.
                late.open()
                await over.wait()
                return Response("mine")
            }
            _ = try await request.body.next()
            began.open()
            _ = try? await request.body.collect(upTo: 100)
            incomplete.open()
            await late.wait()
            return Response("somebody else's")
        }
        try await withServer(application) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(Self.head(100) + "half")
                await began.wait()
            }
            await incomplete.wait()
            try await withConnection(to: port) { client async throws in
                try await client.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
                await late.wait()
                // The late answer's job, and those it starts, are before these.
                for _ in 0..<10 { try await server.loop.sleep(milliseconds: 0) }
                over.open()
                #expect(await client.answer()?.text == "mine")
            }
        }
    }
}
