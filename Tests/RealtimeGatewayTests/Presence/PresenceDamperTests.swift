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
        #expect(damper.told.people == [anna] && damper.isSettled)
        for second in 7...11 { #expect(damper.observe(attendance(), at: second) == nil) }
        #expect(!damper.isSettled)
        #expect(damper.observe(attendance(), at: 12) == .init(left: [anna]))
        #expect(damper.isSettled)
    }

    @Test func `a reload and a short visit are no news`() {
        var damper = PresenceDamper(attendance([anna]), at: 0)
        for second in 1...20 {
            let isReloading = (6...9).contains(second)
            let isVisited = (11...15).contains(second)
            let present = attendance((isReloading ? [] : [anna]) + (isVisited ? [ben] : []))
            #expect(damper.observe(present, at: second) == nil)
        }
        #expect(damper.isSettled)
    }

    @Test func `those who are not signed in are counted in the same way`() {
        var damper = PresenceDamper(attendance(anonymous: 3), at: 0)
        #expect(damper.observe(attendance(anonymous: 9), at: 1) == nil)
        #expect(damper.observe(attendance(anonymous: 5), at: 3) == nil)
        // For five seconds there were five at least.
        #expect(damper.observe(attendance(anonymous: 5), at: 6) != nil)
        #expect(damper.told.anonymous == 5)
        #expect(damper.isSettled == false)
        #expect(damper.observe(attendance(anonymous: 5), at: 8) == nil)
        #expect(damper.isSettled)
    }

    /// What is told is what has been so in each of the last five seconds; else it stays as it was.
    @Test func `it tells what a naive look at the whole past would tell`() throws {
        try forEachSeed(300) { random in
            let people = (1...6).map { UserID($0) }
            var past = [random.attendance(of: people)]
            var damper = PresenceDamper(past[0], at: 0)
            var told = past[0]
            for second in 1...80 {
                past.append(random.chance(60) ? past[second - 1] : random.attendance(of: people))
                let window = past[max(0, second - PresenceDamper.seconds)...]
                let change = damper.observe(past[second], at: second)
                let before = told
                if second >= PresenceDamper.seconds {
                    for person in people {
                        if window.allSatisfy({ $0.people.contains(person) }) { told.people.insert(person) }
                        if window.allSatisfy({ !$0.people.contains(person) }) { told.people.remove(person) }
                    }
                }
                let counts = window.map(\.anonymous)
                told.anonymous = min(counts.max() ?? 0, max(counts.min() ?? 0, told.anonymous))
                try check(damper.told == told, "second \(second): \(damper.told) instead of \(told)")
                try check(
                    (change != nil) == (before != told), "second \(second): told without news or not at all")
                try check(
                    change.map { $0.joined == told.people.subtracting(before.people) } ?? true, "joined")
                try check(change.map { $0.left == before.people.subtracting(told.people) } ?? true, "left")
            }
        }
    }

    @Test func `once nothing changes for five seconds what is told is what is`() throws {
        try forEachSeed(300) { random in
            let people = (1...6).map { UserID($0) }
            var damper = PresenceDamper(random.attendance(of: people), at: 0)
            var second = 0
            for _ in 0..<30 {
                second += Int.random(in: 1...3, using: &random)
                _ = damper.observe(random.attendance(of: people), at: second)
            }
            let final = random.attendance(of: people)
            for _ in 0...PresenceDamper.seconds {
                second += 1
                _ = damper.observe(final, at: second)
            }
            try check(damper.told == final && damper.isSettled, "\(damper.told) instead of \(final)")
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func attendance(of people: [UserID]) -> Attendance {
        Attendance(
            people: Set(people.filter { _ in chance(50) }), anonymous: Int.random(in: 0...4, using: &self))
    }
}
