import Testing

@testable import Postgres

struct PostgresValueTests {
    private func decode<Value: PostgresDecodable>(
        _ bytes: [UInt8]?, as oid: UInt32, _: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let bytes else { return try Value(postgres: PostgresValue(oid: oid, bytes: nil, column: 0)) }
        let result: Result<Value, PostgresError> = bytes.withUnsafeBytes { buffer in
            do throws(PostgresError) {
                return .success(try Value(postgres: PostgresValue(oid: oid, bytes: buffer, column: 0)))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func roundTrip<Value: PostgresBindable & PostgresDecodable & Equatable>(_ value: Value) throws {
        let sql: SQL = "\(value)"
        let bind = sql.binds[0]
        #expect(try decode(bind.bytes, as: bind.oid, Value.self) == value)
    }

    @Test func `what is bound can be read back`() throws {
        try roundTrip(Int64.min)
        try roundTrip(-5)
        try roundTrip(Int32.max)
        try roundTrip(true)
        try roundTrip(1.5)
        try roundTrip("한국어")
        try roundTrip([UInt8](0...255))
        try roundTrip(Timestamp(microseconds: 1_795_348_800_123_456))
        try roundTrip(PostgresUUID(high: 1 << 63, low: 2))
        try roundTrip(String?.none)
        try roundTrip([Int64]())
        try roundTrip([Int64(1), -1])
        try roundTrip(["", "a", "é"])
        try roundTrip([[UInt8]](arrayLiteral: [], [1, 2]))
        try roundTrip([Int64?](arrayLiteral: 1, nil, 3))
        try roundTrip([String?](arrayLiteral: nil, ""))
        try roundTrip([true, false])
        try roundTrip([Timestamp(microseconds: 1)])
        try roundTrip([PostgresUUID(high: 3, low: 4)])
    }

    @Test func `NULL, another type and a wrong length are errors, not traps`() {
        #expect(throws: PostgresError.self) { try decode(nil, as: 20, Int64.self) }
        #expect(throws: PostgresError.self) { try decode([0, 0, 0, 1], as: 25, Int64.self) }
        #expect(throws: PostgresError.self) { try decode([0, 0, 1], as: 23, Int64.self) }
        #expect(throws: PostgresError.self) { try decode([0, 0, 0, 0, 0x80, 0, 0, 0], as: 20, Int32.self) }
        #expect(throws: PostgresError.self) { try decode([], as: 16, Bool.self) }
        #expect(throws: PostgresError.self) { try decode([1], as: 17, String.self) }
        #expect(throws: PostgresError.self) {
            try decode([UInt8](repeating: 0, count: 15), as: 2950, PostgresUUID.self)
        }
        let infinity: [UInt8] = [0x7F] + [UInt8](repeating: 0xFF, count: 7)
        #expect(throws: PostgresError.self) { try decode(infinity, as: 1184, Timestamp.self) }
    }

    @Test func `a damaged array is an error, not a trap`() {
        let sql: SQL = "\(["one", "two", "three"])"
        let bytes = sql.binds[0].bytes!
        for length in 0..<bytes.count {
            #expect(throws: PostgresError.self) {
                try decode(Array(bytes[..<length]), as: 1009, [String].self)
            }
        }
        for _ in 0..<20_000 {
            var damaged = bytes
            damaged[.random(in: 0..<damaged.count)] = .random(in: 0...255)
            _ = try? decode(damaged, as: 1009, [String].self)
        }
    }

    @Test func `a uuid is written and parsed in its usual form`() {
        let uuid = PostgresUUID("01234567-89AB-cdef-0123-456789abcdef")
        #expect(uuid?.description == "01234567-89ab-cdef-0123-456789abcdef")
        #expect(PostgresUUID("01234567-89ab-cdef-0123-456789abcdeg") == nil)
        #expect(PostgresUUID("0123456789abcdef0123456789abcdef") == nil)
    }
}
