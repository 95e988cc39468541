import EventLoops
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct ConnectionTests {
    /// Tells what was asked.
    private let echo: Application = { request in
        Response("\(request.method) \(request.path) [\(request.query)]")
    }

    private let accept: Application = { _ in Response("accepted") }

    @Test func `a request is answered, and so is the next one on its connection`() async throws {
        try await withServer(echo) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                for number in 0..<50 {
                    try await client.send("GET /a%20b/\(number)?c=d%26&e HTTP/1.1\r\nHost: h\r\n\r\n")
                    let answer = try #require(await client.answer())
                    #expect(answer.status == 200)
                    #expect(answer.text == "GET /a%20b/\(number) [c=d%26&e]")
                }
            }
        }
    }

    @Test func `requests that come in one write are answered in order`() async throws {
        let slowFirst: Application = { request in
            // The earlier a request, the longer its answer takes.
            for _ in 0..<(10 - (Int(request.path.dropFirst()) ?? 0)) * 20 { await Task.yield() }
            return Response("\(request.path)")
        }
        try await withServer(slowFirst) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                let requests = (0..<10).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }
                try await client.send(requests.joined())
                for number in 0..<10 { #expect(await client.answer()?.text == "/\(number)") }
            }
        }
    }

    @Test func `Connection: close and HTTP/1.0 end the connection behind the answer`() async throws {
        try await withServer(echo) { _, port async throws in
            let newer = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            for request in [newer, "GET / HTTP/1.0\r\n\r\n"] {
                try await withConnection(to: port) { client async throws in
                    try await client.send(request)
                    #expect(await client.answer()?.text == "GET / []")
                    #expect(await client.receiveToEnd() == "")
                }
            }
        }
    }

    @Test func `HEAD is answered with the length of the body, without the body`() async throws {
        try await withServer(echo) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\n\r\n")
                let head = try #require(await client.answer(toHead: true))
                #expect(head.status == 200)
                #expect(head.headers["Content-Length"] == "10")
                #expect(await client.answer()?.text == "GET /y []")
            }
        }
    }

    @Test func `fields reach the application with their names in any case, and the answer's the client`()
        async throws
    {
        let application: Application = { request in
            let (one, list) = (request.headers["x-ONE"] ?? "none", request.headers.list("X-List"))
            var response = Response("\(one), \(list)")
            response.status = 418
            response.headers.append("X-Answer", "first")
            response.headers.append("X-Answer", "second")
            return response
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(
                    "GET / HTTP/1.1\r\nHost: h\r\nX-One:  1\r\nx-list: a, b\r\nX-LIST: c\r\n\r\n")
                let answer = try #require(await client.answer())
                #expect(answer.status == 418)
                #expect(answer.text == #"1, ["a", "b", "c"]"#)
                #expect(answer.headers.list("x-answer") == ["first", "second"])
            }
        }
    }

    @Test func `an application that throws gives 500 and keeps the connection`() async throws {
        struct Bug: Error {}
        let application: Application = { request in
            if request.path == "/bug" { throw Bug() }
            return Response("fine")
        }
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("GET /bug HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await client.answer()?.status == 500)
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await client.answer()?.text == "fine")
            }
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\0\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n",
    ])
    func `a malformed request is refused and its connection closed`(_ request: String) async throws {
        try await withServer(accept) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                // The server may close before it has taken everything.
                try? await client.send(request)
                let answer = await client.receiveToEnd()
                let isRefusal = ["HTTP/1.1 4", "HTTP/1.0 4", "HTTP/1.1 5"].contains { answer.hasPrefix($0) }
                #expect(answer.isEmpty || isRefusal, "\(answer)")
            }
            try await withConnection(to: port) { client async throws in
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await client.answer()?.text == "accepted")
            }
        }
    }

    @Test(arguments: [
        "", "GET / HTTP/1.1\r\nHost: h", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1",
    ])
    func `a connection without a byte for the idle time is closed`(_ begin: String) async throws {
        var configuration = HTTPServer.Configuration()
        configuration.idleSeconds = 1
        let collect: Application = { Response(body: try await $0.body.collect(upTo: 100)) }
        try await withServer(collect, configuration: configuration) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(begin)
                #expect(!(await client.receiveToEnd()).hasPrefix("HTTP/1.1 2"))
            }
        }
    }

    @Test func `servers on one port share its connections`() async throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0)
        let second = try ListeningSocket(host: "127.0.0.1", port: first.port)
        let loops = [EventLoop(), EventLoop()]
        let servers = zip([first, second], loops).map { socket, loop in
            HTTPServer(on: loop, socket: socket) { _ in Response(loop === loops[0] ? "first" : "second") }
        }
        for server in servers { try await server.start() }
        var answers: [String: Int] = [:]
        for _ in 0..<64 {
            let text = try await withConnection(to: first.port) { client async throws in
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                return await client.answer()?.text
            }
            answers[text ?? "none", default: 0] += 1
        }
        // That 64 connections all go to one of two has a chance of 2^-63.
        #expect(Set(answers.keys) == ["first", "second"])
        for server in servers { await server.stop(seconds: 0) }
        for loop in loops { await loop.stop() }
    }

    @Test func `an address that is none, or is not ours, is refused`() {
        #expect(throws: ListeningSocket.Failure.self) { try ListeningSocket(host: "localhost.", port: 0) }
        #expect(throws: ListeningSocket.Failure.self) { try ListeningSocket(host: "192.0.2.1", port: 0) }
    }
}
