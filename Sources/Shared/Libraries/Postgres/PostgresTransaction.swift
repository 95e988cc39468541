/// A transaction in READ COMMITTED, inside the body of `PostgresPool.transaction`.
package struct PostgresTransaction: Sendable {
    let pool: PostgresPool
    let lease: Lease

    /// Sends all statements in one round trip, the first ones of the transaction together with BEGIN.
    /// Each sees what was committed before it ran. The first failure skips the rest.
    @discardableResult
    package func run(_ statements: SQL...) async throws(PostgresError) -> [Rows] {
        try await pool.run(statements, in: lease, commits: false)
    }

    @discardableResult
    package func run(_ statements: [SQL]) async throws(PostgresError) -> [Rows] {
        try await pool.run(statements, in: lease, commits: false)
    }

    /// As `run`, and COMMIT in the same round trip: nothing can be run afterwards.
    /// Where an earlier statement failed it throws, and everything is rolled back.
    @discardableResult
    package func commit(_ statements: SQL...) async throws(PostgresError) -> [Rows] {
        try await pool.run(statements, in: lease, commits: true)
    }

    @discardableResult
    package func commit(_ statements: [SQL]) async throws(PostgresError) -> [Rows] {
        try await pool.run(statements, in: lease, commits: true)
    }

    /// Runs a text of several statements, without a limit of time.
    package func script(_ text: String) async throws(PostgresError) {
        try await pool.run([], in: lease, commits: false)
        _ = try await pool.run(Request([SQL(composed: text)], isScript: true), on: lease)
    }
}

extension PostgresPool {
    /// Runs `body` with a connection of its own: COMMIT after it, unless it committed itself, ROLLBACK
    /// if it throws. Never runs it a second time.
    package nonisolated func transaction<Value>(
        _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        let lease = try await lease()
        let transaction = PostgresTransaction(pool: self, lease: lease)
        do {
            let value = try await body(transaction)
            try await commitIfOpen(lease)
            await release(lease)
            return value
        } catch {
            await release(lease)
            throw error
        }
    }

    private func commitIfOpen(_ lease: Lease) async throws(PostgresError) {
        guard lease.hasBegun, !lease.isCommitted else { return }
        try await run([], in: lease, commits: true)
    }

    @discardableResult
    func run(
        _ statements: [SQL], in lease: Lease, commits: Bool
    ) async throws(PostgresError) -> [Rows] {
        guard !lease.isCommitted else { throw .unavailable("the transaction has ended") }
        let begins = !lease.hasBegun
        lease.hasBegun = true
        lease.isCommitted = commits
        var group = statements
        if begins { group.insert(SQL("BEGIN"), at: 0) }
        if commits { group.append(SQL("COMMIT")) }
        guard !group.isEmpty else { return [] }
        let results = try await run(Request(group), on: lease)
        // COMMIT of a transaction in which something failed succeeds, as a ROLLBACK.
        if commits, results.last?.command == "ROLLBACK" {
            throw .server(
                sqlState: "25P02", message: "the transaction was rolled back", constraint: nil)
        }
        return Array(results.dropFirst(begins ? 1 : 0).dropLast(commits ? 1 : 0))
    }
}
