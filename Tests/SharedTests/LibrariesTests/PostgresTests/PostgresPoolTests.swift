import EventLoops
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isGiven), .timeLimit(.minutes(5)))
struct PostgresPoolTests {
    @Test func `values go to the server and come back`() async throws {
        try await withPool { pool in
            let time = Timestamp("2026-11-22T12:00:00.123Z")!
            let uuid = PostgresUUID(high: 1, low: 2)
            let none: String? = nil
            let row = try await pool.query(
                """
                SELECT \(Int64.min), \(Int32(-7)), \(true), \("é\u{1F600}"), \([UInt8]([0, 255])), \(0.5), \(time),
                \(uuid), \(none), \([Int64?.some(1), nil]), \(["a", ""]), \([[UInt8]]([[1], []])), \([time]),
                \([uuid]), \("")
                """)[0]
            #expect(try row.int64(0) == .min)
            #expect(try row.decode(Int32.self, at: 1) == -7)
            #expect(try row[2] == true)
            #expect(try row.string(3) == "é\u{1F600}")
            #expect(try row[4] == [UInt8]([0, 255]))
            #expect(try row[5] == 0.5)
            #expect(try row.timestamp(6) == time)
            #expect(try row[7] == uuid)
            #expect(try row[8] == String?.none)
            #expect(try row.decode([Int64?].self, at: 9) == [1, nil])
            #expect(try row[10] == ["a", ""])
            #expect(try row[11] == [[1], []] as [[UInt8]])
            #expect(try row[12] == [time])
            #expect(try row[13] == [uuid])
            #expect(try row[14] == "")
            #expect(try row.withBytes(at: 4) { Array($0) } == [0, 255])
            #expect(await failure { try row.string(8) } == .decoding("column 8 is NULL"))
            #expect(throws: PostgresError.self) { try row.withBytes(at: 8) { _ in } }
            #expect(throws: PostgresError.self) { try row.int64(99) }
        }
    }

    @Test func `a statement that fails leaves its neighbours in the pipeline alone`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
        } _: { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        switch number % 4 {
                        case 0:
                            let error = await failure { try await pool.query("SELEKT \(number)") }
                            #expect(error?.sqlState == "42601")
                        case 1:
                            let error = await failure { try await pool.query("SELECT 1 / \(0)") }
                            #expect(error?.sqlState == "22012")
                        default:
                            let rows = try await pool.query("SELECT \(number)")
                            #expect(try rows[0].int64(0) == Int64(number))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a constraint that is violated is named`() async throws {
        try await withPool { pool in
            try await pool.script("DROP TABLE IF EXISTS pool_a; CREATE TABLE pool_a (id int8 PRIMARY KEY)")
            #expect(try await pool.query("INSERT INTO pool_a VALUES (1), (2)").affected == 2)
            let error = await failure { try await pool.query("INSERT INTO pool_a VALUES (\(1))") }
            guard case .server("23505", _, "pool_a_pkey") = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            try await pool.script("DROP TABLE pool_a")
        }
    }

    @Test func `more statements than are kept prepared can be in use`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
        } _: { pool in
            for round in 0..<2 {
                for number in 0..<300 {
                    let rows = try await pool.query(SQL(composed: "SELECT \(number), \(round)"))
                    #expect(try rows[0].decode(Int.self, at: 0) == number)
                }
            }
            let kept = try await pool.query("SELECT count(*) FROM pg_prepared_statements")
            #expect(try kept[0].int64(0) <= 256)
        }
    }

    @Test func `a statement whose table changed shape works again after one failure`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
        } _: { pool in
            try await pool.script("DROP TABLE IF EXISTS pool_b; CREATE TABLE pool_b (a int8)")
            _ = try await pool.query("SELECT * FROM pool_b")
            try await pool.script("ALTER TABLE pool_b ADD COLUMN b text")
            #expect(await failure { try await pool.query("SELECT * FROM pool_b") }?.sqlState == "0A000")
            _ = try await pool.query("SELECT * FROM pool_b")
            try await pool.script("DROP TABLE pool_b")
        }
    }

    @Test func `a cancelled task gets its error at once, and its answer is dropped`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
        } _: { pool in
            let slow = Task { try await pool.query("SELECT pg_sleep(1.5), \("slow")") }
            let next = Task { try await pool.query("SELECT \("next")") }
            try await pool.loop.sleep(milliseconds: 100)
            slow.cancel()
            #expect(await failure { try await slow.value } == .cancelled)
            #expect(try await next.value[0].string(0) == "next")
        }
    }

    @Test func `a statement over its limit times out, and the connection serves on`() async throws {
        try await withPool { configuration in
            configuration.connections = 1
            configuration.statementLimit = 800
        } _: { pool in
            let backend = try await pool.backend()
            let error = await failure { try await pool.query("SELECT pg_sleep(30)") }
            #expect(error == .timeout)
            #expect(error?.isUnavailable == true)
            try await pool.loop.sleep(milliseconds: 500)
            // It was cancelled at the server: the same backend answers.
            #expect(try await pool.backend() == backend)
        }
    }

    @Test func `notifications are heard, also after the connection was lost`() async throws {
        try await withPool { pool in
            let (heard, hear) = AsyncStream.makeStream(of: String.self)
            await pool.listen("odd \"channel") { hear.yield($0) }
            var next = heard.makeAsyncIterator()
            #expect(await next.next() == "")
            let channel = "odd \"channel"
            _ = try await pool.query("SELECT pg_notify(\(channel), \("one"))")
            #expect(await next.next() == "one")
            _ = try await pool.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'handsup-tests' AND query LIKE 'LISTEN "odd%'
                """)
            #expect(await next.next() == "")
            _ = try await pool.query("SELECT pg_notify(\(channel), \("two"))")
            #expect(await next.next() == "two")
        }
    }
}
