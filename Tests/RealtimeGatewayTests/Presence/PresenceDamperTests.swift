import TestSupport
import Testing

@testable import RealtimeGateway
@testable import Shared

struct PresenceDamperTests {
    private let anna = UserID(1)
    private let ben = UserID(2)

    private func attendance(_ people: [UserID] = [], anonymous: Int = 0) -> Attendance {
        Attendance(people: Set(people), anonymous: anonymous)
    }

    @Test func `who comes is told after five seconds, who goes after five more`() {
        var damper = PresenceDamper(attendance(), at: 0)
        for second in 1...5 { #expect(damper.observe(attendance([anna]), at: second) == nil) }
        #expect(damper.observe(attendance([anna]), at: 6) == .init(joined: [anna]))
        #expect(damper.people == [anna] && damper.count == 1 && damper.isSettled)
        for second in 7...11 { #expect(damper.observe(attendance(), at: second) == nil) }
        #expect(!damper.isSettled)
        #expect(damper.observe(attendance(), at: 12) == .init(left: [anna]))
        #expect(damper.count == 0 && damper.isSettled)
    }

    @Test func `a reload and a short visit are no news`() {
        var damper = PresenceDamper(attendance([anna]), at: 0)
        for second in 1...21 {
            let isReloading = (6...9).contains(second)
            let isVisited = (11...15).contains(second)
            let present = attendance((isReloading ? [] : [anna]) + (isVisited ? [ben] : []))
            #expect(damper.observe(present, at: second) == nil)
        }
        #expect(damper.isSettled)
    }

    @Test func `a count is told by itself when it has been another for five seconds`() {
        var damper = PresenceDamper(attendance(anonymous: 3), at: 0)
        #expect(damper.observe(attendance(anonymous: 9), at: 1) == nil)
        #expect(damper.observe(attendance(anonymous: 5), at: 3) == nil)
        #expect(damper.observe(attendance(anonymous: 5), at: 6) == .init())
        #expect(damper.count == 5)
        #expect(damper.observe(attendance(anonymous: 5), at: 8) == nil)
        #expect(damper.isSettled)
    }

    @Test func `names go with the count of the moment, which is put right when it was passing`() {
        var damper = PresenceDamper(attendance(), at: 0)
        for second in 1...5 { _ = damper.observe(attendance([anna]), at: second) }
        #expect(damper.observe(attendance([anna], anonymous: 7), at: 6) == .init(joined: [anna]))
        #expect(damper.count == 8)
        for second in 7...11 { #expect(damper.observe(attendance([anna]), at: second) == nil) }
        #expect(damper.observe(attendance([anna]), at: 12) == .init())
        #expect(damper.count == 1 && damper.isSettled)
    }

    @Test func `whom a joining socket was shown is told to go, though not all were told of the coming`() {
        var damper = PresenceDamper(attendance(), at: 0)
        #expect(damper.observe(attendance([anna]), at: 1) == nil)
        damper.show(anna)
        for second in 2...6 { #expect(damper.observe(attendance(), at: second) == nil) }
        #expect(damper.observe(attendance(), at: 7) == .init(left: [anna]))
        #expect(damper.isSettled)
    }

    @Test func `the first of a rush wait for those behind them, but no longer than two seconds`() {
        var damper = PresenceDamper(attendance(), at: 0)
        var told: [Int: Set<UserID>] = [:]
        for second in 1...20 {
            let there = (1...min(second, 8)).map { UserID(Int64($0)) }
            if let change = damper.observe(attendance(there), at: second), !change.joined.isEmpty {
                told[second] = Set(change.joined)
            }
        }
        // One comes each second: told when the count is old, or the first has waited seven seconds, or nobody is behind.
        let ids = { (range: ClosedRange<Int64>) in Set(range.map { UserID($0) }) }
        #expect(told == [6: ids(1...1), 9: ids(2...4), 12: ids(5...7), 13: ids(8...8)])
    }

    @Test func `a crowd is told by one message, when all have come or the first have waited ten seconds`() {
        var damper = PresenceDamper(attendance(), at: 0)
        var told: [Int: Int] = [:]
        for second in 1...30 {
            // Ten each second until the fourth, then one each second until the sixteenth.
            let there = second <= 4 ? second * 10 : 40 + min(second, 16) - 4
            let change = damper.observe(attendance((1...there).map { UserID(Int64($0)) }), at: second)
            if let change { told[second] = change.joined.count }
        }
        // Those who came until the sixth second; the few behind them as ever.
        #expect(told == [11: 42, 14: 3, 17: 3, 20: 3, 21: 1])
        #expect(damper.count == 52 && damper.isSettled)
    }

    /// What a look at the whole past says: how long each has been other than told, and the counts of five seconds.
    @Test func `it tells what a naive look at the whole past would tell`() throws {
        try forEachSeed(300) { random in
            let people = (1...(random.chance(50) ? 6 : 24)).map { UserID($0) }
            var past = [random.attendance(of: people)]
            var damper = PresenceDamper(past[0], at: 0)
            var told = past[0].people
            var count = past[0].count
            for second in 1...80 {
                past.append(random.chance(60) ? past[second - 1] : random.attendance(of: people))
                let change = damper.observe(past[second], at: second)
                let before = told
                var waits: [UserID: Int] = [:]
                for person in people where past[second].people.contains(person) != told.contains(person) {
                    let other = past.lastIndex { $0.people.contains(person) == told.contains(person) } ?? 0
                    waits[person] = second - other - 1
                }
                let window = past[max(0, second - PresenceDamper.seconds)...].map(\.count)
                let isCrowd = waits.count > 10
                let isOld =
                    !isCrowd && (window.allSatisfy { $0 < count } || window.allSatisfy { $0 > count })
                let isTime =
                    (waits.values.min() ?? 0) >= 5 || (waits.values.max() ?? 0) >= (isCrowd ? 10 : 7)
                if isOld || isTime {
                    told.formSymmetricDifference(waits.filter { $0.value >= 5 }.keys)
                    count = past[second].count
                }
                try check(damper.people == told, "second \(second): \(damper.people) instead of \(told)")
                try check(damper.count == count, "second \(second): \(damper.count) instead of \(count)")
                try check(
                    (change != nil) == (isOld || before != told), "second \(second): not told, or for nothing"
                )
                try check(change.map { $0.joined == told.subtracting(before) } ?? true, "joined")
                try check(change.map { $0.left == before.subtracting(told) } ?? true, "left")
            }
        }
    }

    /// A socket that keeps the list it was shown and applies what it is told ends up with those who are there.
    @Test func `once nothing changes for some seconds every socket knows what is`() throws {
        try forEachSeed(300) { random in
            let people = (1...(random.chance(50) ? 6 : 24)).map { UserID($0) }
            var damper = PresenceDamper(random.attendance(of: people), at: 0)
            var known: [Set<UserID>] = []
            func tell(_ change: PresenceDamper.Change?) {
                guard let change else { return }
                known = known.map { $0.union(change.joined).subtracting(change.left) }
            }
            var second = 0
            for _ in 0..<30 {
                second += Int.random(in: 1...3, using: &random)
                let present = random.attendance(of: people)
                tell(damper.observe(present, at: second))
                guard random.chance(30) else { continue }
                let shown = present.people.union(damper.people)
                for person in shown { damper.show(person) }
                known.append(shown)
            }
            let final = random.attendance(of: people)
            for _ in 0...(2 * PresenceDamper.seconds + PresenceDamper.gatheringOfCrowd) {
                second += 1
                tell(damper.observe(final, at: second))
            }
            try check(
                damper.people == final.people && damper.count == final.count, "\(damper) instead of \(final)")
            try check(damper.isSettled, "not settled")
            try check(known.allSatisfy { $0 == final.people }, "\(known) instead of \(final.people)")
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func attendance(of people: [UserID]) -> Attendance {
        Attendance(
            people: Set(people.filter { _ in chance(50) }), anonymous: Int.random(in: 0...4, using: &self))
    }
}
