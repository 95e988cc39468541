import Postgres

/// What happened to an account, kept for its person and for operators.
struct SecurityEvent: Sendable {
    /// Raw values are stored.
    enum Kind: String, Sendable {
        case signUp, signIn, signInFailed, passwordChanged, passwordReset, phoneChanged, usernameChanged
        case sessionEnded, tokenReused, suspended, restored, deleted
    }

    /// Days that events are kept: half a year to find out and to ask.
    static let retentionDays: Int64 = 180

    /// Adds one; `person` is nil for a login that nobody has.
    static func insert(
        _ kind: Kind, person: UserID?, session: SessionID? = nil, client: Client? = nil, detail: String? = nil
    ) -> SQL {
        """
        INSERT INTO security_event (kind, person_id, session_id, address, device, detail)
        VALUES (\(kind.rawValue), \(person?.rawValue), \(session?.rawValue), \(client?.address.text),
            \(client?.device), \(detail))
        """
    }

    static let removeOld: SQL = """
        DELETE FROM security_event WHERE id = ANY(ARRAY(
            SELECT id FROM security_event WHERE at < now() - \(retentionDays) * interval '1 day'
            ORDER BY at LIMIT \(Int64(AcceptedRequest.removedAtOnce))))
        """
}
