import EventLoops
import Testing

@testable import Redis

@Suite(.enabled(if: TestRedis.url != nil), .timeLimit(.minutes(5)))
struct RedisClientTests {
    @Test func `commands are answered in order, also where some fail`() async throws {
        try await withClient(TestRedis.configuration()) { client async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    group.addTask { () async throws in
                        if number % 5 == 0 {
                            let error = await failure { try await client.command("NO-SUCH-COMMAND") }
                            #expect(error?.kind == "server")
                        } else {
                            #expect(try await client.command("ECHO", "\(number)").integer == Int64(number))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `any bytes go there and back`() async throws {
        try await withClient(TestRedis.configuration()) { client async throws in
            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(try await client.command("ECHO", .bytes(bytes)) == .bytes(bytes))
            #expect(try await client.command("ECHO", "") == .bytes([]))
            #expect(try await client.command("GET", "handsup:test:absent") == .null)
        }
    }

    @Test func `a script runs, also when the server has forgotten it`() async throws {
        try await withClient(TestRedis.configuration()) { client async throws in
            let script = RedisScript("return {KEYS[1], tonumber(ARGV[1]) + 1, ARGV[2]}")
            let expected: RedisValue = .array([.bytes(Array("k".utf8)), .integer(42), .bytes([0x78])])
            #expect(try await client.script(script, keys: ["k"], arguments: [41, "x"]) == expected)
            try await client.command("SCRIPT", "FLUSH")
            #expect(try await client.script(script, keys: ["k"], arguments: [41, "x"]) == expected)
            let error = await failure { try await client.script(RedisScript("return redis.call('NOPE')")) }
            #expect(error?.kind == "server")
        }
    }

    @Test func `a command that is not answered in time fails, and its late answer is nobody else's`()
        async throws
    {
        var configuration = try TestRedis.configuration()
        configuration.commandLimit = 150
        try await withClient(configuration) { client async throws in
            let late = await failure { try await client.command("BLPOP", "handsup:test:late", 0) }
            #expect(late == .timeout)
            try await answer("handsup:test:late")
            try await eventually(on: client.loop) {
                let answer = try? await client.command("ECHO", "mine")
                #expect(answer == nil || answer?.string == "mine")
                return answer != nil
            }
        }
    }

    @Test func `a cancelled command fails at once, and its answer is dropped`() async throws {
        var configuration = try TestRedis.configuration()
        configuration.commandLimit = 60_000
        try await withClient(configuration) { client async throws in
            let task = Task { try await client.command("BLPOP", "handsup:test:cancelled", 0) }
            try await client.loop.sleep(milliseconds: 50)
            task.cancel()
            #expect(await failure { try await task.value } == .cancelled)
            try await answer("handsup:test:cancelled")
            try await eventually(on: client.loop) {
                let answer = try? await client.command("ECHO", "next")
                #expect(answer == nil || answer?.string == "next")
                return answer != nil
            }
        }
    }

    /// Gives a BLPOP that waits for the key without an end what it waits for.
    private func answer(_ key: String) async throws {
        try await withClient(TestRedis.configuration()) { client async throws in
            _ = try await client.command("RPUSH", .text(key), "late")
            _ = try await client.command("EXPIRE", .text(key), 60)
        }
    }

    @Test func `more commands than may wait are refused`() async throws {
        var configuration = try TestRedis.configuration()
        configuration.maximumPending = 2
        try await withClient(configuration) { client async throws in
            let taken = await client.takenOfThree()
            #expect(taken == [true, true, false])
            try await eventually(on: client.loop) {
                (try? await client.command("ECHO", "free again"))?.string == "free again"
            }
        }
    }

    @Test(.enabled(if: TestRedis.program != nil))
    func `a server that is away fails commands at once, and serves when it is back`() async throws {
        let server = try OwnRedis(password: "s3cret")
        try await withClient(server.configuration) { client async throws in
            #expect(try await client.command("SET", "a", 1) == .status("OK"))
            let waiting = Task { try await client.command("BLPOP", "nothing", 0) }
            try await client.loop.sleep(milliseconds: 50)
            server.kill()
            #expect(await failure { try await waiting.value }?.kind == "unavailable")
            #expect(await failure { try await client.command("PING") }?.kind == "unavailable")
            try server.start()
            try await eventually(on: client.loop) { await client.isConnected }
            #expect(try await client.command("GET", "a") == .null)
        }
    }

    @Test(.enabled(if: TestRedis.program != nil))
    func `a server that hangs is given up`() async throws {
        let server = try OwnRedis()
        var configuration = try server.configuration
        configuration.commandLimit = 150
        try await withClient(configuration) { client async throws in
            server.pause()
            #expect(await failure { try await client.command("PING") } == .timeout)
            let next = await failure { try await client.command("PING") }
            #expect(next == .timeout || next != nil)
            server.resume()
            try await eventually(on: client.loop) {
                await failure { try await client.command("PING") } == nil
            }
        }
    }

    @Test(.enabled(if: TestRedis.program != nil))
    func `a wrong password is not a connection`() async throws {
        let server = try OwnRedis(password: "right")
        let loop = EventLoop()
        let url = "redis://:wrong@127.0.0.1:\(server.port)"
        let client = RedisClient(on: loop, configuration: try RedisConfiguration(url: url))
        await client.start()
        try await loop.sleep(milliseconds: 500)
        guard case .unavailable(let reason) = await failure(of: { try await client.command("PING") }) else {
            Issue.record("connected")
            return
        }
        #expect(!reason.contains("wrong@"))
        await client.stop()
        await loop.stop()
    }
}

extension RedisClient {
    /// Within one turn.
    func takenOfThree() -> [Bool] { (0..<3).map { _ in send(["PING"]) } }
}
