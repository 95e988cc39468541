import TestSupport
import Testing

@testable import RealtimeGateway

struct RateBucketTests {
    private let rate = Rate(perSecond: 10, burst: 20)

    @Test func `a burst goes through at once, and then one for each tenth of a second`() {
        var bucket = RateBucket()
        for _ in 0..<20 { #expect(bucket.take(rate, at: 5_000_000) == 0) }
        #expect(bucket.take(rate, at: 5_000_000) == 100_000)
        #expect(bucket.take(rate, at: 5_099_999) == 1)
        #expect(bucket.take(rate, at: 5_100_000) == 0)
        #expect(bucket.take(rate, at: 5_100_000) == 100_000)
    }

    @Test func `who has waited has a whole burst again, and not more`() {
        var bucket = RateBucket()
        for _ in 0..<20 { _ = bucket.take(rate, at: 0) }
        for _ in 0..<20 { #expect(bucket.take(rate, at: 60_000_000) == 0) }
        #expect(bucket.take(rate, at: 60_000_000) > 0)
    }

    @Test func `in any stretch of time no more than a burst and the rate, and the wait it tells is enough`()
        throws
    {
        try forEachSeed(40) { random in
            let rate = Rate(
                perSecond: .random(in: 1...50, using: &random), burst: .random(in: 1...60, using: &random))
            var bucket = RateBucket()
            var now: Int64 = .random(in: 0...1_000_000_000, using: &random)
            var taken: [Int64] = []
            for _ in 0..<200 {
                now += .random(in: 0...50_000, using: &random)
                let wait = bucket.take(rate, at: now)
                if wait == 0 {
                    taken.append(now)
                } else if random.chance(20) {
                    now += wait
                    try check(bucket.take(rate, at: now) == 0, "refused after the wait it told")
                    taken.append(now)
                }
            }
            for (index, start) in taken.enumerated() {
                for (count, end) in taken[index...].enumerated() {
                    let most = Double(rate.burst) + Double(end - start) / Double(rate.microsecondsEach)
                    try check(
                        Double(count + 1) <= most + 0.001, "\(count + 1) in \(end - start) µs of \(rate)")
                }
            }
        }
    }

    @Test func `kinds are counted apart, and a person's sockets share`() {
        let rates = Allowance.Rates(bids: 10, chats: 3, joins: 20)
        var socket = Allowance()
        let person = SharedAllowance()
        for _ in 0..<10 { #expect(socket.take(.chat, rates, at: 0) == 0) }
        #expect(socket.take(.chat, rates, at: 0) > 0)
        #expect(socket.take(.bid, rates, at: 0) == 0)
        for _ in 0..<20 { #expect(person.take(.bid, rates, at: 0) == 0) }
        #expect(person.take(.bid, rates, at: 0) > 0)
        for _ in 0..<Hub.roomsPerSocket { #expect(socket.take(.join, rates, at: 0) == 0) }
        #expect(socket.take(.join, rates, at: 0) > 0)
    }
}
