import Testing

@testable import EventLoops
@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct StoppingTests {
    private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func `a running request ends with its answer and Connection: close`() async throws {
        let (started, gate) = (Latch(), Latch())
        let application: Application = { _ in
            started.open()
            await gate.wait()
            return Response("whole")
        }
        try await withServer(application) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(get)
                await started.wait()
                async let stopped: Void = server.stop(seconds: 3600, opening: gate)
                let answer = try #require(await client.answer())
                #expect(answer.text == "whole")
                #expect(answer.headers.list("Connection").contains { $0.isEqualIgnoringCase("close") })
                #expect(await client.receiveToEnd() == "")
                await stopped
            }
            #expect(throws: RawClient.Failure.self) { _ = try RawClient(port: port) }
        }
    }

    @Test func `a body that is still coming may end, too`() async throws {
        let (began, gate) = (Latch(), Latch())
        let application: Application = { request in
            _ = try await request.body.next()
            began.open()
            return Response("\(try await request.body.collect(upTo: 100).count) more")
        }
        try await withServer(application) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\n1234")
                await began.wait()
                async let stopped: Void = server.stop(seconds: 3600, opening: gate)
                await gate.wait()
                try await client.send("5678")
                #expect(await client.answer()?.text == "4 more")
                #expect(await client.receiveToEnd() == "")
                await stopped
            }
        }
    }

    @Test func `a request that does not end in time is cancelled and cut`() async throws {
        let (started, cancelled, gate) = (Latch(), Latch(), Latch())
        let application: Application = { _ in
            started.open()
            await withTaskCancellationHandler {
                await gate.wait()
            } onCancel: {
                cancelled.open()
            }
            return Response("too late")
        }
        try await withServer(application) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(get)
                await started.wait()
                await server.stop(seconds: 0)
                await cancelled.wait()
                #expect((await client.receiveToEnd()).hasPrefix("HTTP/1.1 503"))
            }
            gate.open()
        }
    }

    @Test func `connections that ask nothing are closed at once`() async throws {
        let answer: Application = { _ in Response("answer") }
        try await withServer(answer) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(get)
                #expect(await client.answer()?.text == "answer")
                await server.stop(seconds: 3600)
                #expect(await client.receiveToEnd() == "")
            }
        }
    }
}

extension HTTPServer {
    /// Opens the gate when the server has begun to stop.
    fileprivate func stop(seconds: Int, opening gate: Latch) async {
        loop.atTurnEnd(.flush) { gate.open() }
        await stop(seconds: seconds)
    }
}
