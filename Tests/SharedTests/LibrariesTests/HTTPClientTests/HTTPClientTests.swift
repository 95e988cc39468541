import EventLoops
import HTTPClient
import HTTPServer
import Testing

struct HTTPClientTests {
    private static let work = BlockingWork(concurrent: 4, waiting: 100)
    private let client = HTTPClient(work: work)

    /// Answers with what it got: method, target, the fields that are asked for, and the body.
    private static let echo: Application = { request in
        var text = "\(request.method) \(request.path)?\(request.query)\n"
        for name in ["Content-Type", "X-Test", "X-Empty", "Expect", "Content-Length"] {
            text += "\(name)=\(request.headers[name] ?? "none")\n"
        }
        let body = try await request.body.collect(upTo: 1 << 20)
        return Response(status: 201, body: Array(text.utf8) + body)
    }

    @Test func `a request arrives as it was made, and the answer comes back`() async throws {
        try await withServer(Self.echo) { base, loop in
            let answer = try await client.send(
                OutgoingRequest(
                    method: "POST", url: base + "/a/b?c=%20d",
                    headers: [("Content-Type", "application/json"), ("X-Test", "한 글"), ("X-Empty", "")],
                    body: Array("{\"a\":\"\0é\"}".utf8)), on: loop)
            #expect(answer.status == 201)
            #expect(
                String(decoding: answer.body, as: UTF8.self) == """
                    POST /a/b?c=%20d
                    Content-Type=application/json
                    X-Test=한 글
                    X-Empty=
                    Expect=none
                    Content-Length=11
                    {"a":"\0é"}
                    """)
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE"])
    func `a request without a body has none, and no type`(_ method: String) async throws {
        try await withServer(Self.echo) { base, loop in
            let answer = try await client.send(OutgoingRequest(method: method, url: base + "/x"), on: loop)
            let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
            #expect(lines.first == "\(method) /x?")
            #expect(lines.contains("Content-Type=none") && lines.contains("Expect=none"))
        }
    }

    @Test func `a large body arrives whole`() async throws {
        let application: Application = { request in
            let count = try await request.body.collect(upTo: 4 << 20).count
            return Response(body: Array("\(count)".utf8))
        }
        try await withServer(application) { base, loop in
            let request = OutgoingRequest(
                method: "PUT", url: base, body: [UInt8](repeating: 7, count: 3 << 20))
            let answer = try await client.send(request, on: loop)
            #expect(String(decoding: answer.body, as: UTF8.self) == "\(3 << 20)")
        }
    }

    @Test func `a body at the limit is taken, a longer one is not`() async throws {
        let application: Application = { request in
            Response(body: [UInt8](repeating: 1, count: Int(request.query) ?? 0))
        }
        try await withServer(application) { base, loop in
            let exact = try await client.send(OutgoingRequest(method: "GET", url: base + "/?65536"), on: loop)
            #expect(exact.body.count == 65_536)
            await #expect(throws: HTTPClientError.tooLarge) {
                try await client.send(OutgoingRequest(method: "GET", url: base + "/?65537"), on: loop)
            }
        }
    }

    @Test func `a redirect is an answer like others`() async throws {
        let application: Application = { request in
            request.path == "/"
                ? Response(status: 302, headers: ["Location": "/other"]) : Response(status: 200)
        }
        try await withServer(application) { base, loop in
            let answer = try await client.send(OutgoingRequest(method: "GET", url: base + "/"), on: loop)
            #expect(answer.status == 302)
        }
    }

    @Test func `a server that takes too long is a time-out`() async throws {
        var limits = HTTPClient.Limits()
        limits.whole = 100
        let client = HTTPClient(work: Self.work, limits: limits)
        let waiting = EventLoop()
        let application: Application = { _ in
            try await waiting.sleep(milliseconds: 3_600_000)
            return Response()
        }
        try await withServer(application) { base, loop in
            await #expect(throws: HTTPClientError.timeout) {
                try await client.send(OutgoingRequest(method: "POST", url: base, body: [1]), on: loop)
            }
        }
        await waiting.stop()
    }

    @Test func `where nobody listens nothing is sent`() async throws {
        var base = ""
        try await withServer(Self.echo) { url, _ in base = url }
        let loop = EventLoop()
        for url in [base, "http://nobody.invalid/"] {
            do {
                _ = try await client.send(OutgoingRequest(method: "GET", url: url), on: loop)
                Issue.record("\(url) answered")
            } catch HTTPClientError.unreachable(let reason) { #expect(!reason.isEmpty) }
        }
        await loop.stop()
    }

    @Test func `a server that does not speak TLS is not reached`() async throws {
        try await withServer(Self.echo) { base, loop in
            do {
                let url = "https" + base.dropFirst("http".count)
                _ = try await client.send(OutgoingRequest(method: "GET", url: url), on: loop)
                Issue.record("it answered")
            } catch HTTPClientError.unreachable {}
        }
    }

    @Test(arguments: ["file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "", "http://"])
    func `other schemes and what is no address are refused`(_ url: String) async throws {
        let loop = EventLoop()
        do {
            _ = try await client.send(OutgoingRequest(method: "GET", url: url), on: loop)
            Issue.record("it answered")
        } catch HTTPClientError.failed {}
        await loop.stop()
    }

    @Test(arguments: [("X-Test", "a\r\nX-Other: b"), ("X-Test\n", "a"), ("X-Test", "a\0b")])
    func `a header field that is more than one line is refused`(_ name: String, _ value: String) async throws
    {
        let loop = EventLoop()
        do {
            let request = OutgoingRequest(
                method: "GET", url: "http://127.0.0.1:1/", headers: [(name, value)])
            _ = try await client.send(request, on: loop)
            Issue.record("it was sent")
        } catch HTTPClientError.failed {}
        await loop.stop()
    }

    @Test func `many requests go out at once`() async throws {
        try await withServer(Self.echo) { base, loop in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        let request = OutgoingRequest(method: "GET", url: base + "/\(index)")
                        let answer = try await client.send(request, on: loop)
                        #expect(answer.body.starts(with: Array("GET /\(index)?".utf8)))
                        return answer.status
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
        }
    }
}
