import CPostgres

/// What a statement gave: its rows and how many it touched.
package struct Rows: Sendable, RandomAccessCollection {
    let result: ResultHandle

    package var startIndex: Int { 0 }
    package let endIndex: Int
    package subscript(index: Int) -> Row {
        precondition(index >= 0 && index < endIndex, "row \(index) of \(endIndex)")
        return Row(result: result, index: CInt(index))
    }

    init(result: ResultHandle) {
        self.result = result
        endIndex = Int(PQntuples(result.raw))
    }

    /// Rows that an INSERT, UPDATE, DELETE, MERGE or SELECT touched or returned, else 0.
    package var affected: Int { Int(String(cString: PQcmdTuples(result.raw))) ?? 0 }

    /// The command tag, such as `UPDATE 3`.
    var command: String { String(cString: PQcmdStatus(result.raw)) }
}

/// One row of a result, which it keeps alive.
package struct Row: Sendable {
    let result: ResultHandle
    let index: CInt

    package func decode<Value: PostgresDecodable>(
        _: Value.Type = Value.self, at column: Int
    ) throws(PostgresError) -> Value {
        guard column >= 0, column < Int(PQnfields(result.raw)) else {
            throw .decoding("there is no column \(column)")
        }
        return try Value(postgres: value(at: CInt(column), bytes: bytes(at: CInt(column))))
    }

    package subscript<Value: PostgresDecodable>(column: Int) -> Value {
        get throws(PostgresError) { try decode(at: column) }
    }

    package func int64(_ column: Int) throws(PostgresError) -> Int64 { try decode(at: column) }
    package func string(_ column: Int) throws(PostgresError) -> String { try decode(at: column) }
    package func timestamp(_ column: Int) throws(PostgresError) -> Timestamp { try decode(at: column) }

    /// Lends the field's bytes as the server sent them, without a copy; throws for NULL.
    package func withBytes<Value>(
        at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        guard column >= 0, column < Int(PQnfields(result.raw)), let bytes = bytes(at: CInt(column)) else {
            throw PostgresError.decoding("column \(column) is NULL or absent")
        }
        return try withExtendedLifetime(result) { try body(bytes) }
    }

    private func bytes(at column: CInt) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(result.raw, index, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result.raw, index, column), count: Int(PQgetlength(result.raw, index, column)))
    }

    private func value(at column: CInt, bytes: UnsafeRawBufferPointer?) -> PostgresValue {
        PostgresValue(oid: PQftype(result.raw, column), bytes: bytes, column: Int(column))
    }
}

/// Owns one `PGresult`, freed by `PQclear`.
///
/// `@unchecked Sendable`: libpq does not touch a result after it has given it out, and only functions
/// that read it are called here, so any thread may look; the last reference frees it.
final class ResultHandle: @unchecked Sendable {
    let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }
    deinit { PQclear(raw) }

    var error: PostgresError {
        let state = field("C") ?? ""
        // query_canceled: by statement_timeout or because we asked for it when the limit was over.
        if state == "57014" { return .timeout }
        let message = field("M") ?? String(cString: PQresultErrorMessage(raw))
        // The server says goodbye (57P01…57P03), or libpq itself lost the connection: no state at all.
        if state.isEmpty || state.hasPrefix("57P0") { return .unavailable(message) }
        return .server(sqlState: state, message: message, constraint: field("n"))
    }

    /// `PQresultErrorField` by the letter of the protocol's field.
    private func field(_ code: Unicode.Scalar) -> String? {
        PQresultErrorField(raw, CInt(code.value)).map { String(cString: $0) }
    }
}
