import Testing

@testable import Postgres

private enum Place: Int64, PostgresBindable { case first = 1 }
private struct ItemID: RawRepresentable, PostgresBindable { let rawValue: Int64 }

struct SQLTests {
    @Test func `a value in a statement becomes a numbered bind`() {
        let sql: SQL = "SELECT * FROM t WHERE id = \(Int64(7)) AND name = \("x'; DROP TABLE t")"
        #expect(sql.text == "SELECT * FROM t WHERE id = $1 AND name = $2")
        #expect(sql.binds[0] == SQL.Bind(oid: 20, bytes: [0, 0, 0, 0, 0, 0, 0, 7]))
        #expect(sql.binds[1] == SQL.Bind(oid: 25, bytes: Array("x'; DROP TABLE t".utf8)))
    }

    @Test func `each Swift type has its own type of the server`() {
        let now = Timestamp(microseconds: 0)
        let sql: SQL = """
            \(1) \(Int32(1)) \(true) \("é") \([UInt8]([1, 2])) \(1.0) \(now) \(PostgresUUID(high: 1, low: 2)) \
            \([Int64(1)]) \(["a"]) \([[UInt8(1)]]) \([now]) \([true]) \(ItemID(rawValue: 1)) \(Place.first)
            """
        #expect(
            sql.binds.map(\.oid) == [
                20, 23, 16, 25, 17, 701, 1184, 2950, 1016, 1009, 1001, 1185, 1000, 20, 20,
            ])
        #expect(sql.binds[6].bytes == [0xFF, 0xFC, 0xA2, 0xFE, 0xC4, 0xC8, 0x20, 0x00])
    }

    @Test func `nil is NULL of the wrapped type, an empty text is not`() {
        let none: String? = nil
        let sql: SQL = "\(none) \("") \(Int64?.none) \(Int64?.some(1))"
        #expect(sql.binds.map(\.oid) == [25, 25, 20, 20])
        #expect(sql.binds[0].bytes == nil)
        #expect(sql.binds[1].bytes == [])
        #expect(sql.binds[2].bytes == nil)
        #expect(sql.binds[3].bytes?.last == 1)
    }

    @Test func `a literal's own dollars stay as they are in a fragment`() {
        let fragment: SQL = "a = '$1' AND b = \(1) AND c = '$9'"
        let sql: SQL = "SELECT \(2) WHERE \(sql: fragment) OR \(sql: fragment) LIMIT \(raw: "10")"
        #expect(
            sql.text == """
                SELECT $1 WHERE a = '$1' AND b = $2 AND c = '$9' OR a = '$1' AND b = $3 AND c = '$9' LIMIT 10
                """)
        #expect(sql.binds.map { $0.bytes?.last } == [2, 1, 1])
    }

    @Test func `binds are numbered in the order of the text however fragments are nested`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var values: [Int64] = []
            let sql = Self.random(depth: 4, values: &values, using: &generator)
            let numbers = sql.text.split(separator: "$").dropFirst().map { part in
                Int(part.prefix { $0.isNumber })!
            }
            #expect(numbers == Array(1...max(1, values.count)).prefix(values.count).map { $0 })
            let expected: [SQL.Bind] = values.map { value in
                let one: SQL = "\(value)"
                return one.binds[0]
            }
            #expect(sql.binds == expected)
        }
    }

    private static func random(
        depth: Int, values: inout [Int64], using generator: inout SystemRandomNumberGenerator
    ) -> SQL {
        var sql: SQL = "("
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            if depth > 0, Bool.random(using: &generator) {
                let inner = random(depth: depth - 1, values: &values, using: &generator)
                sql = "\(sql: sql) é \(sql: inner)"
            } else {
                let value = Int64.random(in: .min ... .max, using: &generator)
                values.append(value)
                sql = "\(sql: sql), \(value)"
            }
        }
        return "\(sql: sql))"
    }
}
