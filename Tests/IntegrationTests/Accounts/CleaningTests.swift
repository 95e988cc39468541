import Cryptography
import Postgres
import Testing

@testable import Shared

/// What the scheduler removes once a minute.
@Suite(.servers, .database, .serialized) struct CleaningTests {
    private let database = TestDatabase.current

    @Test func `codes are kept for a day`() async throws {
        try await database.withPool { pool async throws in
            for (id, age) in [(1, 23), (2, 25), (3, 100)] as [(UInt8, Int64)] {
                _ = try await pool.query(
                    """
                    INSERT INTO phone_verification (id, phone, purpose, code, created_at, expires_at)
                    VALUES (\([UInt8](repeating: id, count: 16)), '', 'signUp', '',
                        now() - \(age) * interval '1 hour', now())
                    """)
            }
            #expect(try await pool.query(PhoneVerifications.removeOld).affected == 2)
            #expect(try await pool.query(PhoneVerifications.removeOld).affected == 0)
        }
    }

    @Test func `sessions are kept for a day after their end`() async throws {
        try await database.withPool { pool async throws in
            let person = try await pool.samplePerson().rawValue
            let secret = randomBytes(32)
            let ages: [SQL] = [
                "NULL, now() + interval '1 day'", "now() - interval '23 hours', now()",
                "NULL, now() - interval '23 hours'", "now() - interval '25 hours', now()",
                "NULL, now() - interval '25 hours'",
                "now() - interval '25 hours', now() - interval '25 hours'",
            ]
            for age in ages {
                _ = try await pool.query(
                    """
                    INSERT INTO session (person_id, family, token, device, address, ended_at, expires_at)
                    VALUES (\(person), \(secret), \(secret), '', '', \(sql: age))
                    """)
            }
            #expect(try await pool.query(Sessions.removeOld).affected == 3)
            #expect(try await pool.number("SELECT count(*) FROM session") == 3)
        }
    }

    @Test func `security events are kept for half a year`() async throws {
        try await database.withPool { pool async throws in
            for days in [0, 179, 181, 400] as [Int64] {
                _ = try await pool.query(
                    """
                    INSERT INTO security_event (kind, at) VALUES ('signIn', now() - \(days) * interval '1 day')
                    """)
            }
            #expect(try await pool.query(SecurityEvent.removeOld).affected == 2)
        }
    }
}
