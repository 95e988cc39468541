import Testing

@testable import EventLoops
@testable import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite(.timeLimit(.minutes(5)))
struct UpgradeTests {
    private let request = "GET /up HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: thing\r\n\r\n"

    /// Upgrades all requests to `/up`; the sockets come out of the stream.
    private static func upgrading() -> (Application, AsyncStream<UpgradedSocket>) {
        let (sockets, sink) = AsyncStream<UpgradedSocket>.makeStream()
        return (
            { request in
                guard request.path == "/up" else { return Response("plain") }
                var response = Response(status: 101, headers: ["Upgrade": "thing"])
                response.upgrade = { sink.yield($0) }
                return response
            }, sockets
        )
    }

    private func read(_ descriptor: CInt) -> String {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, 30_000)
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `the descriptor outlives the HTTP connection and its server`() async throws {
        let (application, sockets) = Self.upgrading()
        try await withServer(application) { server, port async throws in
            try await withConnection(to: port) { client async throws in
                try await client.send(request)
                let answer = try #require(await client.answer())
                #expect(answer.status == 101)
                #expect(answer.headers["upgrade"] == "thing")
                #expect(answer.headers.list("connection").contains { $0.isEqualIgnoringCase("upgrade") })
                var iterator = sockets.makeAsyncIterator()
                let socket = try #require(await iterator.next())
                #expect(socket.received == [])
                #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
                #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
                // Other connections come and go, and the server ends: the socket stays as it is.
                try await withConnection(to: port) { other async throws in
                    try await other.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    #expect(await other.answer()?.text == "plain")
                    #expect(await other.receiveToEnd() == "")
                }
                await server.stop(seconds: 3600)
                try await client.send("from the client")
                #expect(read(socket.descriptor) == "from the client")
                let sent = Array("from the server".utf8).withUnsafeBytes { sendBytes(socket.descriptor, $0) }
                #expect(sent == 15)
                closeDescriptor(socket.descriptor)
                #expect(await client.receiveToEnd() == "from the server")
            }
        }
    }

    @Test(arguments: [5, 3000])
    func `what came behind the request is handed over with the socket`(_ count: Int) async throws {
        let (application, sockets) = Self.upgrading()
        try await withServer(application) { _, port async throws in
            try await withConnection(to: port) { client async throws in
                let behind = String(repeating: "x", count: count)
                try await client.send(request + behind)
                #expect(await client.answer()?.status == 101)
                var iterator = sockets.makeAsyncIterator()
                let socket = try #require(await iterator.next())
                var text = String(decoding: socket.received, as: UTF8.self)
                while text.utf8.count < count { text += read(socket.descriptor) }
                #expect(text == behind)
                #expect(socket.received.count > 0)
                closeDescriptor(socket.descriptor)
                #expect(await client.receiveToEnd() == "")
            }
        }
    }
}
