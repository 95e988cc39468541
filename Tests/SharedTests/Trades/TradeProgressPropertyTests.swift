import Postgres
import TestSupport
import Testing

@testable import Shared

/// Random histories of two people, judged by `TradeProgress` and by a model that looks at all that was said.
struct TradeProgressPropertyTests {
    @Test func `thousands of random histories go as the model that remembers all says`() throws {
        try forEachSeed(4000) { random in
            var (progress, model, now) = (TradeProgress(), TradeModel(), Timestamp.noon)
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                now = now.adding(seconds: random.pick([0, 1, 3600, 86_400, 3 * 86_400 - 1, 3 * 86_400]))
                let (wanted, person) = (
                    random.pick(TradeProgress.State.allCases), random.pick([UserID.anna, .ben])
                )
                let before = progress
                let said = outcome(&progress, wanted, by: person, at: now)
                let right = model.move(wanted, by: person, at: now)
                try check(
                    said == right, "\(wanted) by \(person) at \(now): \(said), but the model says \(right)")
                try check(
                    progress.state == model.state, "\(progress.state), but the model has \(model.state)")
                try check(
                    progress.proposal?.state == model.standing?.wanted
                        && progress.proposal?.by == model.standing?.by, "another proposal")
                try check(said == .changed || progress == before, "a move that changed nothing did")
            }
        }
    }

    private func outcome(
        _ progress: inout TradeProgress, _ wanted: TradeProgress.State, by person: UserID, at now: Timestamp
    ) -> TradeModel.Outcome {
        do throws(TradeProgress.Rejection) {
            return try progress.move(to: wanted, by: person, at: now) ? .changed : .same
        } catch { return .refused(error) }
    }
}

/// Keeps every wish, and finds out each time what stands.
private struct TradeModel {
    enum Outcome: Equatable {
        case changed, same
        case refused(TradeProgress.Rejection)
    }

    private(set) var state = TradeProgress.State.open
    /// What was said since the state last changed.
    private var wishes: [(wanted: TradeProgress.State, by: UserID, at: Timestamp)] = []

    /// The first of the last wishes that are alike, unless that is to stay.
    var standing: (wanted: TradeProgress.State, by: UserID, at: Timestamp)? {
        guard let last = wishes.last, last.wanted != state else { return nil }
        let alike = wishes.reversed().prefix { $0.wanted == last.wanted }
        return alike.last
    }

    mutating func move(_ wanted: TradeProgress.State, by person: UserID, at now: Timestamp) -> Outcome {
        if state == .done || state == .cancelled { return .refused(.closed) }
        if state == .open, wanted == .done { return .refused(.notAgreed) }
        if state == .agreed, wanted == .open { return .refused(.agreed) }
        let before = standing
        wishes.append((wanted, person, now))
        guard let after = standing else { return before == nil ? .same : .changed }
        let hasBoth = Set(wishes.suffix(while: { $0.wanted == wanted }).map(\.by)).count == 2
        let isLate = wanted == .cancelled && now >= after.at.adding(seconds: 3 * 86_400)
        if before?.wanted == wanted, hasBoth || isLate {
            state = wanted
            wishes = []
            return .changed
        }
        return before?.wanted == wanted ? .same : .changed
    }
}

extension Array {
    fileprivate func suffix(while isIn: (Element) -> Bool) -> [Element] {
        Array(reversed().prefix(while: isIn))
    }
}
