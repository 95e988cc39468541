import Postgres

/// A request under an id of the client's: whoever asks again with the same id and the same request
/// gets the same answer, over HTTP and sockets alike. A key belongs to its person and kind.
package struct AcceptedRequest: Sendable {
    /// Each has a key space of its own; raw values are stored.
    package enum Kind: String, Sendable { case auction, relisting, bid, chat, tradeChat }

    package let person: UserID
    package let kind: Kind
    package let key: PostgresUUID
    /// What was asked, in one form.
    package let fingerprint: String

    /// The answer given before; nil if the key is new. Throws `keyMismatch` for another request.
    func earlierReply(in transaction: PostgresTransaction) async throws -> [UInt8]? {
        try reply(from: try await transaction.run(lookUp)[0])
    }

    /// Finds what the key was accepted for.
    var lookUp: SQL {
        """
        SELECT fingerprint, reply FROM accepted_request
        WHERE person_id = \(person.rawValue) AND kind = \(kind.rawValue) AND key = \(key)
        """
    }

    /// The same as `earlierReply`, from the rows of `lookUp`.
    func reply(from rows: Rows) throws -> [UInt8]? {
        guard let row = rows.first else { return nil }
        guard try row.decode(String.self, at: 0) == fingerprint else { throw Problem.keyMismatch }
        return Array(try row.decode(String.self, at: 1).utf8)
    }

    func insert(reply: [UInt8]) -> SQL {
        """
        INSERT INTO accepted_request (person_id, kind, key, fingerprint, reply)
        VALUES (\(person.rawValue), \(kind.rawValue), \(key), \(fingerprint), \(String(decoding: reply, as: UTF8.self)))
        """
    }

    /// Keys that `removeOld` takes at the most: a short transaction.
    static let removedAtOnce = 5000

    /// Keys are kept for two days: longer than any client retries.
    static let removeOld: SQL = """
        DELETE FROM accepted_request WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM accepted_request WHERE at < now() - interval '2 days' ORDER BY at LIMIT \(Int64(removedAtOnce))))
        """
}
