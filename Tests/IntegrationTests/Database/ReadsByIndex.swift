import Postgres
import Testing

/// Rows read in sequence by this connection's statements, by table.
private func rowsReadInSequence(_ pool: PostgresPool) async throws -> [String: Int64] {
    _ = try await pool.query("SELECT pg_stat_force_next_flush()")
    _ = try await pool.query("SELECT pg_stat_clear_snapshot()")
    var counts: [String: Int64] = [:]
    for row in try await pool.query(
        "SELECT relname::text, coalesce(seq_tup_read, 0) FROM pg_stat_user_tables")
    {
        counts[try row.decode(String.self, at: 0)] = try row.decode(Int64.self, at: 1)
    }
    return counts
}

/// Expects that no large table is read from end to end. Runs `body` often enough for the server to
/// settle on a plan for all values; the pool has one connection, so that the counters are those of our
/// own statements.
func readsByIndex(
    _ name: String, _ pool: PostgresPool, except tables: Set<String> = [],
    _ body: () async throws -> Void
) async throws {
    let before = try await rowsReadInSequence(pool)
    for _ in 0..<8 { try await body() }
    for (table, count) in try await rowsReadInSequence(pool) where !tables.contains(table) {
        #expect(count == before[table] ?? 0, "\(name) read \(table) in sequence")
    }
}
