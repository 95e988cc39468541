import Postgres
import TestSupport
import Testing

@testable import Shared

/// Random interleavings of devices that hold old and new tokens of one session, judged side by side by
/// `SessionFamily` and by a model that remembers every token it ever gave.
struct SessionFamilyPropertyTests {
    @Test func `thousands of random histories go as the model that remembers all says`() throws {
        try forEachSeed(1000) { random in
            var history = History()
            for _ in 0..<Int.random(in: 1...40, using: &random) { try history.step(&random) }
        }
    }
}

private struct SessionModel {
    /// Every token in the order in which it was given, and when it was given.
    private(set) var given: [(token: RefreshToken, at: Timestamp)]
    private var usedAt: Timestamp
    private let begin: Timestamp
    private(set) var isEnded = false

    init(_ first: RefreshToken, at now: Timestamp) {
        given = [(first, now)]
        (begin, usedAt) = (now, now)
    }

    private static let day: Int64 = 86_400

    mutating func present(
        _ token: RefreshToken, next: RefreshToken, at now: Timestamp
    ) -> SessionFamily.Action {
        let isOurs = given.contains { $0.token.family == token.family }
        let isLate =
            now >= usedAt.adding(seconds: 14 * Self.day) || now >= begin.adding(seconds: 30 * Self.day)
        guard isOurs, !isEnded, !isLate else { return .refuse }
        let last = given[given.count - 1]
        if token == last.token {
            given.append((next, now))
            usedAt = now
            return .rotated(next)
        }
        if given.count > 1, token == given[given.count - 2].token, now < last.at.adding(seconds: 10) {
            return .repeated(last.token)
        }
        isEnded = true
        return .endFamily
    }
}

private struct History {
    private var family = SessionFamily.sample()
    private var model = SessionModel(.sample(1), at: .noon)
    private var held = [RefreshToken](repeating: .sample(1), count: 3)
    private var now = Timestamp.noon
    private var count: UInt8 = 1

    mutating func step(_ random: inout SeededGenerator) throws {
        now = now.adding(
            milliseconds: random.pick([0, 0, 1, 400, 9_999, 10_000, 10_001, 3_600_000, 13 * 86_400_000]))
        let device = Int.random(in: 0..<held.count, using: &random)
        var token = held[device]
        if random.chance(8) { token = random.pick(model.given).token }
        if random.chance(3) { token = .sample(200, family: random.pick([0, 7])) }
        count += 1
        let secret = [UInt8].secret(count)
        let said = family.present(token, secret: secret, at: now)
        let right = model.present(token, next: .sample(count), at: now)
        try check(said == right, "token \(token.secret[0]) at \(now): \(said), but the model says \(right)")
        switch said {
        case .rotated(let next), .repeated(let next): if random.chance(80) { held[device] = next }
        case .endFamily: family = family.ended
        case .refuse: break
        }
    }
}

extension SessionFamily {
    /// As the database has it after the end.
    fileprivate var ended: SessionFamily {
        SessionFamily(
            family: family, token: token, previous: previous, successor: successor, rotatedAt: rotatedAt,
            createdAt: createdAt, expiresAt: expiresAt, isEnded: true)
    }
}
