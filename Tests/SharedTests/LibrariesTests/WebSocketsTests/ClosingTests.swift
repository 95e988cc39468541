import Testing

@testable import EventLoops
@testable import WebSockets

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite(.timeLimit(.minutes(5)))
struct ClosingTests {
    @Test(arguments: [1000, 1001, 1003, 1007, 1008, 1009, 1011, 3000, 3999, 4000, 4999] as [UInt16])
    func `a peer's close is answered with its code, and the connection ends`(_ code: UInt16) async throws {
        try await withSocket { host, peer async throws in
            await peer.send(Frame.client(Frame.text, "last") + Frame.clientClose(code, Array("bye".utf8)))
            await peer.send(Frame.client(Frame.text, "too late"))
            #expect(await peer.frame()?.closeCode == code)
            await host.gone.wait()
            #expect(await host.events == [.message(1, "last"), .closed(1, code)])
            #expect(await peer.frame() == nil)
        }
    }

    @Test func `a close without a code is answered without one`() async throws {
        try await withSocket { host, peer async throws in
            await peer.send(Frame.client(Frame.close, []))
            #expect(await peer.frames() == [Frame(opcode: Frame.close, payload: [])])
            await host.gone.wait()
            // RFC 6455 §7.1.5: no status code is told as 1005.
            #expect(await host.events == [.closed(1, 1005)])
        }
    }

    @Test func `our close comes behind what was sent, and ends when the peer has gone`() async throws {
        try await withSocket { host, peer async throws in
            await host.send("first")
            await host.close(.tokenExpired, reason: "token expired")
            await host.close(.normal)
            await host.send("not sent")
            #expect(await peer.frame() == .text("first"))
            let close = await peer.frame()
            #expect(close?.closeCode == 4001)
            #expect(close?.payload.dropFirst(2).elementsEqual("token expired".utf8) == true)
            #expect(await peer.frame() == nil)
            #expect(await host.events == [])
            await peer.send(Frame.client(Frame.text, "not heard") + Frame.clientClose(4001))
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.closed(1, 4001)])
        }
    }

    @Test func `a close that is not answered ends by ticks`() async throws {
        var limits = WebSocket.Limits()
        limits.closeSeconds = 3
        try await withSocket(limits: limits) { host, peer async throws in
            for _ in 0..<10 { await host.tick() }
            await host.close(.goingAway)
            for _ in 0..<2 { await host.tick() }
            #expect(await host.events == [])
            await host.tick()
            #expect(await host.events == [.closed(1, 1001)])
            #expect(await peer.frames().map(\.closeCode) == [1001])
        }
    }

    private static let lastWords: [[UInt8]] = [
        [], [0x81], Frame.client(Frame.text, "whole"), Frame.client(Frame.text, "part").dropLast(),
    ]

    @Test(arguments: lastWords)
    func `a peer that vanishes has no code`(_ bytes: [UInt8]) async throws {
        try await withSocket { host, peer async throws in
            await peer.send(bytes)
            await peer.close()
            await host.gone.wait()
            #expect(await host.events.last == .closed(1, nil))
        }
    }

    @Test func `a peer that resets the connection has no code`() async throws {
        try await withSocket { host, peer async throws in
            // Unread bytes turn the end into ECONNRESET.
            await host.send("unread")
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.closed(1, nil)])
        }
    }

    @Test func `a slow reader is closed with 4008 behind all that was queued before`() async throws {
        var limits = WebSocket.Limits()
        limits.queue = 10_000
        try await withSocket(limits: limits) { host, peer async throws in
            var count = 0  // those before the one that found the queue full
            while count < 100_000 {
                await host.send("\(count) " + String(repeating: "x", count: 1000))
                guard await host.isOpen else { break }
                count += 1
            }
            #expect(await host.queued > limits.queue)
            await host.send("not queued")
            for number in 0..<count {
                let text = String(decoding: await peer.frame()?.payload ?? [], as: UTF8.self)
                #expect(text.hasPrefix("\(number) "))
            }
            #expect(await peer.frame()?.closeCode == 4008)
            #expect(await peer.frame() == nil)
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.closed(1, 4008)])
        }
    }

    @Test func `one message larger than the queue may wait for its reader`() async throws {
        var limits = WebSocket.Limits()
        limits.queue = 10_000
        let text = String(repeating: "x", count: 3_000_000)
        try await withSocket(limits: limits) { host, peer async throws in
            await host.send(text)
            #expect(await host.queued > limits.queue)
            #expect(await peer.frame() == .text(text))
            #expect(await host.isOpen)
        }
    }

    @Test func `a peer that asks for pongs and never reads them is too slow, too`() async throws {
        var limits = WebSocket.Limits()
        limits.queue = 10_000
        try await withSocket(limits: limits) { host, peer async throws in
            let ping = Frame.client(Frame.ping, String(repeating: "p", count: 125))
            while await host.isOpen { await peer.send(ping) }
            var last: Frame?
            while let frame = await peer.frame() { last = frame }
            #expect(last?.closeCode == 4008)
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.closed(1, 4008)])
        }
    }

    @Test func `a socket may be closed while it tells of a message, and tells no more`() async throws {
        let closing: @Sendable (isolated Host, Int) -> Void = { host, _ in
            host.close(.rateLimited, reason: "too many")
        }
        try await withSocket(onMessage: closing) { host, peer async throws in
            await peer.send(Frame.client(Frame.text, "one") + Frame.client(Frame.text, "two"))
            #expect(await peer.frames().map(\.closeCode) == [4029])
            await peer.close()
            await host.gone.wait()
            #expect(await host.events == [.message(1, "one"), .closed(1, 4029)])
        }
    }

    @Test func `a socket that dies while it tells of a message reads no more from its descriptor`()
        async throws
    {
        let (near, far) = try makePair()
        let (heir, source) = try makePair()
        // A number that nobody else gets, so that the next owner's is the same.
        let descriptor = fcntl(near, F_DUPFD, 800)
        closeDescriptor(near)
        _ = fcntl(heir, F_SETFL, O_NONBLOCK)
        let (host, peer, stranger) = (Host(), Peer(far), Peer(source))
        await stranger.send(Array("for the next owner".utf8))
        await peer.send(Frame.client(Frame.text, "one"))
        await peer.close()
        try await host.start(
            [descriptor], onMessage: { host, id in host.send("to nobody", to: id) },
            onClosed: { dup2(heir, descriptor) })
        await host.gone.wait()
        // Behind the read that was going on.
        await host.tick()
        var waiting = [UInt8](repeating: 0, count: 100)
        #expect(recv(heir, &waiting, 100, 0) == 18)
        #expect(await host.events == [.message(1, "one"), .closed(1, nil)])
        closeDescriptor(heir)
        closeDescriptor(descriptor)
        await peer.end()
        await stranger.end()
        await host.end()
    }
}
