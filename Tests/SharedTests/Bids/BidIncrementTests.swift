import Testing

@testable import Shared

struct BidIncrementTests {
    @Test(
        arguments: [
            (0, 100), (9_999, 100), (10_000, 500), (99_999, 500), (100_000, 1_000), (999_999, 1_000),
            (1_000_000, 10_000), (9_999_999, 10_000), (10_000_000, 100_000), (1_000_000_000_000, 100_000),
        ] as [(Money, Money)])
    func `the increment grows with the price`(price: Money, increment: Money) {
        #expect(bidIncrement(at: price) == increment)
    }
}
