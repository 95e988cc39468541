import Postgres
import Testing

@testable import Shared

struct PhoneVerificationTests {
    private func sent(wrong: Int = 0, isProved: Bool = false) -> PhoneVerification {
        PhoneVerification(
            expiresAt: .noon.adding(seconds: PhoneVerification.lifetimeSeconds), wrongCodes: wrong,
            isProved: isProved)
    }
    private let lastMoment = Timestamp(
        microseconds: Timestamp.noon.adding(seconds: 180).microseconds - 1)

    @Test(arguments: [
        (0, true, PhoneVerification.Outcome.right), (0, false, .wrong(attemptsLeft: 4)),
        (1, false, .wrong(attemptsLeft: 3)), (3, false, .wrong(attemptsLeft: 1)), (4, true, .right),
        (4, false, .wrong(attemptsLeft: 0)), (5, true, .exhausted), (5, false, .exhausted),
    ])
    func `five codes may be wrong, then not even the right one counts`(
        wrong: Int, isRight: Bool, outcome: PhoneVerification.Outcome
    ) {
        var state = sent(wrong: wrong)
        #expect(state.check(isRight: isRight, at: .noon) == outcome)
    }

    @Test func `a code is good for three minutes`() {
        var state = sent()
        #expect(state.check(isRight: true, at: lastMoment) == .right)
        #expect(state.check(isRight: true, at: .noon.adding(seconds: 180)) == .expired)
        #expect(state.check(isRight: false, at: .noon.adding(seconds: 180)) == .expired)
        #expect(state.wrongCodes == 0)
    }

    @Test(arguments: [true, false]) func `a code is good once`(isRight: Bool) {
        for wrong in 0...5 {
            var state = sent(wrong: wrong, isProved: true)
            #expect(state.check(isRight: isRight, at: .noon) == .expired)
        }
    }

    @Test func `only wrong codes count`() {
        var state = sent()
        for left in [4, 3, 2, 1, 0] {
            #expect(state.check(isRight: false, at: .noon) == .wrong(attemptsLeft: left))
        }
        for _ in 0..<3 { #expect(state.check(isRight: false, at: .noon) == .exhausted) }
        #expect(state.wrongCodes == 5)
        #expect(state.check(isRight: true, at: .noon.adding(seconds: 180)) == .expired)
    }
}
