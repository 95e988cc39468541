import EventLoops
import Synchronization
import Testing

@testable import Redis

/// What a subscriber was called with, in order.
private final class Heard: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func append(_ entry: String) { list.withLock { $0.append(entry) } }
    func count(of entry: String) -> Int { all.count { $0 == entry } }
}

@Suite(.enabled(if: TestRedis.url != nil), .timeLimit(.minutes(5)))
struct RedisSubscriberTests {
    private func withSubscriber(
        _ configuration: RedisConfiguration,
        _ body: (RedisSubscriber, RedisClient, Heard) async throws -> Void
    ) async throws {
        try await withClient(configuration) { client async throws in
            let heard = Heard()
            let subscriber = RedisSubscriber(on: client.loop, configuration: configuration) {
                channel, payload in
                heard.append("\(channel) \(String(decoding: payload, as: UTF8.self))")
            } onStateChange: { isConnected in
                heard.append(isConnected ? "up" : "down")
            }
            await subscriber.start()
            let result: Result<Void, any Error>
            do { result = .success(try await body(subscriber, client, heard)) } catch {
                result = .failure(error)
            }
            await subscriber.stop()
            try result.get()
        }
    }

    @Test func `whatever is published after a confirmation arrives, in order`() async throws {
        try await withSubscriber(TestRedis.configuration()) { subscriber, client, heard async throws in
            for round in 0..<50 {
                let channel = "handsup:test:\(round)"
                await subscriber.subscribe(channel)
                try await subscriber.confirmed(channel)
                #expect(await subscriber.isConfirmed(channel))
                #expect(try await client.command("PUBLISH", .text(channel), "\(round)") == .integer(1))
            }
            try await eventually(on: client.loop) { heard.all.count == 51 }
            #expect(heard.all == ["up"] + (0..<50).map { "handsup:test:\($0) \($0)" })
        }
    }

    @Test func `nothing arrives after a channel was left`() async throws {
        try await withSubscriber(TestRedis.configuration()) { subscriber, client, heard async throws in
            await subscriber.subscribe("handsup:test:left")
            await subscriber.subscribe("handsup:test:kept")
            try await subscriber.confirmed("handsup:test:left")
            try await subscriber.confirmed("handsup:test:kept")
            await subscriber.unsubscribe("handsup:test:left")
            try await client.command("PUBLISH", "handsup:test:left", "no")
            try await client.command("PUBLISH", "handsup:test:kept", "yes")
            try await eventually(on: client.loop) { heard.count(of: "handsup:test:kept yes") == 1 }
            #expect(heard.count(of: "handsup:test:left no") == 0)
            #expect(
                await failure { try await subscriber.confirmed("handsup:test:left") }?.kind == "unavailable")
        }
    }

    @Test func `a channel left and taken back in one turn is confirmed without a round trip`() async throws {
        try await withSubscriber(TestRedis.configuration()) { subscriber, _, _ async throws in
            await subscriber.subscribe("handsup:test:again")
            try await subscriber.confirmed("handsup:test:again")
            await subscriber.leaveAndComeBack("handsup:test:again")
            try await subscriber.confirmed("handsup:test:again")
        }
    }

    @Test(.enabled(if: TestRedis.program != nil))
    func `all channels come back after the server was killed`() async throws {
        let server = try OwnRedis()
        try await withSubscriber(server.configuration) { subscriber, client, heard async throws in
            for number in 0..<1100 { await subscriber.subscribe("c\(number)") }
            for number in 0..<1100 { try await subscriber.confirmed("c\(number)") }
            server.kill()
            try await eventually(on: client.loop) { heard.all.last == "down" }
            #expect(await !subscriber.isConfirmed("c7"))
            await subscriber.subscribe("while away")
            #expect(await failure { try await subscriber.confirmed("c7") } == .timeout)
            try server.start()
            try await eventually(on: client.loop) { heard.all.last == "up" }
            #expect(heard.all == ["up", "down", "up"])
            try await subscriber.confirmed("while away")
            try await eventually(on: client.loop) { await client.isConnected }
            for channel in ["c0", "c1099", "while away"] {
                #expect(try await client.command("PUBLISH", .text(channel), "back") == .integer(1))
            }
            try await eventually(on: client.loop) { heard.count(of: "while away back") == 1 }
            #expect(heard.count(of: "c0 back") == 1)
        }
    }

    @Test(.enabled(if: TestRedis.program != nil))
    func `a silent server is taken for dead, a quiet one is not`() async throws {
        let server = try OwnRedis()
        var configuration = try server.configuration
        configuration.pingInterval = 100
        configuration.silenceLimit = 400
        try await withSubscriber(configuration) { subscriber, client, heard async throws in
            await subscriber.subscribe("a")
            try await subscriber.confirmed("a")
            try await client.loop.sleep(milliseconds: 900)
            #expect(heard.all == ["up"])
            server.pause()
            try await eventually(on: client.loop) { heard.all.last == "down" }
            server.resume()
            try await eventually(on: client.loop) { heard.all.last == "up" }
        }
    }
}

extension RedisSubscriber {
    /// Within one turn.
    func leaveAndComeBack(_ channel: String) {
        unsubscribe(channel)
        subscribe(channel)
    }
}
