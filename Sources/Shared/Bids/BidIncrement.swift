/// By how much a bid must beat the price, in won: docs/architecture.md, "A bid".
package func bidIncrement(at price: Money) -> Money {
    switch price {
    case ..<10_000: 100
    case ..<100_000: 500
    case ..<1_000_000: 1_000
    case ..<10_000_000: 10_000
    default: 100_000
    }
}
