import Postgres
import Testing

@testable import Shared

struct SessionFamilyTests {
    /// The family after `.sample(1)` was changed for `.sample(2)` at noon.
    private func rotated() -> SessionFamily {
        var family = SessionFamily.sample()
        _ = family.present(.sample(1), secret: .secret(2), at: .noon)
        return family
    }

    @Test func `each use gives the next token`() {
        var family = SessionFamily.sample()
        for number in 1...20 as ClosedRange<UInt8> {
            let now = Timestamp.noon.adding(seconds: Int64(number))
            #expect(
                family.present(.sample(number), secret: .secret(number + 1), at: now)
                    == .rotated(.sample(number + 1)))
            #expect(family.expiresAt == now.adding(milliseconds: SessionFamily.idleMilliseconds))
        }
    }

    @Test func `the direct predecessor gets the same successor for ten seconds`() {
        var family = rotated()
        let before = family
        let last = Timestamp(microseconds: Timestamp.noon.adding(seconds: 10).microseconds - 1)
        for now in [Timestamp.noon, .noon.adding(seconds: 5), last] {
            #expect(family.present(.sample(1), secret: .secret(9), at: now) == .repeated(.sample(2)))
        }
        #expect(family == before)
        #expect(
            family.present(.sample(1), secret: .secret(9), at: .noon.adding(seconds: 10)) == .endFamily)
    }

    @Test func `who lost an answer goes on with the repeated one`() {
        var family = rotated()
        #expect(family.present(.sample(1), secret: .secret(9), at: .noon) == .repeated(.sample(2)))
        #expect(family.present(.sample(2), secret: .secret(3), at: .noon) == .rotated(.sample(3)))
    }

    @Test func `an older token ends the family, also within ten seconds`() {
        var family = rotated()
        _ = family.present(.sample(2), secret: .secret(3), at: .noon)
        #expect(family.present(.sample(1), secret: .secret(9), at: .noon) == .endFamily)
        #expect(family.present(.sample(77), secret: .secret(9), at: .noon) == .endFamily)
    }

    @Test func `who does not know the family ends nothing`() {
        var family = rotated()
        for secret in [1, 2, 3] as [UInt8] {
            #expect(
                family.present(.sample(secret, family: 5), secret: .secret(9), at: .noon) == .refuse)
        }
        #expect(family == rotated())
    }

    @Test func `a session that has ended takes nothing`() {
        var family = SessionFamily.sample(isEnded: true)
        for secret in [1, 2] as [UInt8] {
            #expect(family.present(.sample(secret), secret: .secret(9), at: .noon) == .refuse)
        }
    }

    @Test func `a session ends fourteen days after its last use`() {
        var family = SessionFamily.sample()
        let end = family.expiresAt
        #expect(end == .noon.adding(seconds: 14 * 86_400))
        var late = family
        #expect(late.present(.sample(1), secret: .secret(2), at: end) == .refuse)
        let last = Timestamp(microseconds: end.microseconds - 1)
        #expect(family.present(.sample(1), secret: .secret(2), at: last) == .rotated(.sample(2)))
        #expect(family.expiresAt > end)
    }

    @Test func `no session lives longer than thirty days`() {
        var family = SessionFamily.sample()
        let end = Timestamp.noon.adding(seconds: 30 * 86_400)
        var now = Timestamp.noon
        for number in 1...3 as ClosedRange<UInt8> {
            now = now.adding(seconds: 9 * 86_400)
            #expect(
                family.present(.sample(number), secret: .secret(number + 1), at: now)
                    == .rotated(.sample(number + 1)))
        }
        #expect(family.expiresAt == end)
        #expect(family.present(.sample(4), secret: .secret(5), at: end) == .refuse)
    }
}
