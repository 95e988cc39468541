import Testing

@testable import EventLoops
@testable import WebSockets

@Suite(.timeLimit(.minutes(5)))
struct MessageTests {
    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
    func `text of any length goes both ways`(_ count: Int) async throws {
        let text = String(repeating: "x", count: count)
        try await withSocket { host, peer async throws in
            await peer.send(Frame.client(Frame.text, text) + Frame.client(Frame.ping, ""))
            #expect(await peer.frame() == Frame(opcode: Frame.pong, payload: []))
            #expect(await host.events == [.message(1, text)])
            await host.send(text)
            #expect(await peer.frame() == .text(text))
        }
    }

    @Test func `what came with the handshake is read first`() async throws {
        let whole = Frame.client(Frame.text, "early")
        let half = Frame.client(Frame.text, "half")
        try await withSocket(received: whole + half.prefix(5)) { host, peer async throws in
            await peer.send(half.dropFirst(5) + Frame.client(Frame.ping, ""))
            #expect(await peer.frame()?.opcode == Frame.pong)
            #expect(await host.events == [.message(1, "early"), .message(1, "half")])
        }
    }

    @Test func `a message may come byte by byte`() async throws {
        try await withSocket { host, peer async throws in
            for byte in Frame.client(Frame.text, "slow") { await peer.send([byte]) }
            await peer.send(Frame.client(Frame.ping, ""))
            #expect(await peer.frame()?.opcode == Frame.pong)
            #expect(await host.events == [.message(1, "slow")])
        }
    }

    @Test func `fragments make one message, and control frames between them are answered`() async throws {
        try await withSocket { host, peer async throws in
            // The first fragment ends within a character.
            await peer.send(Frame.client(Frame.text, [0x61, 0xc3], isLast: false))
            await peer.send(Frame.client(Frame.ping, "between"))
            #expect(await peer.frame() == Frame(opcode: Frame.pong, payload: Array("between".utf8)))
            #expect(await host.events == [])
            await peer.send(Frame.client(Frame.continuation, [], isLast: false))
            await peer.send(Frame.client(Frame.pong, "nobody asked"))
            await peer.send(Frame.client(Frame.continuation, [0xa9]) + Frame.client(Frame.ping, ""))
            #expect(await peer.frame()?.opcode == Frame.pong)
            #expect(await host.events == [.message(1, "aé")])
        }
    }

    @Test func `a message of as many bytes as allowed is taken`() async throws {
        var limits = WebSocket.Limits()
        limits.message = 100
        let text = String(repeating: "x", count: 50)
        try await withSocket(limits: limits) { host, peer async throws in
            await peer.send(Frame.client(Frame.text, text + text))
            await peer.send(Frame.client(Frame.text, text, isLast: false))
            await peer.send(Frame.client(Frame.continuation, text) + Frame.client(Frame.ping, ""))
            #expect(await peer.frame()?.opcode == Frame.pong)
            #expect(await host.events == [.message(1, text + text), .message(1, text + text)])
        }
    }

    @Test func `a socket that sends nothing grows silent, and any frame ends that`() async throws {
        try await withSocket { host, peer async throws in
            for _ in 0..<3 { await host.tick() }
            #expect(await host.secondsSilent == 3)
            await peer.send(Frame.client(Frame.pong, "") + Frame.client(Frame.ping, ""))
            #expect(await peer.frame()?.opcode == Frame.pong)
            #expect(await host.secondsSilent == 0)
        }
    }

    @Test func `a flood is read in portions, and others get their turn`() async throws {
        var limits = WebSocket.Limits()
        limits.readPerTurn = 4096
        let (flooded, flooding) = try makePair()
        let (calm, other) = try makePair()
        let (host, flooder, peer) = (Host(), Peer(flooding), Peer(other))
        let count = await flooder.fill(with: Frame.client(Frame.text, String(repeating: "f", count: 100)))
        await peer.send(Frame.client(Frame.text, "calm"))
        try await host.start([flooded, calm], limits: limits)
        await flooder.send(Frame.client(Frame.ping, ""))
        #expect(await flooder.frame()?.opcode == Frame.pong)
        let events = await host.events
        let place = try #require(events.firstIndex(of: .message(2, "calm")))
        // A portion is 4 KiB and what one read of wslay's 4 KiB buffer goes over it.
        #expect(place <= 2 * 8192 / 106)
        #expect(events.count == count + 1)
        await flooder.end()
        await peer.end()
        await host.gone.wait()
        await host.end()
    }
}
