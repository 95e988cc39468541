/// What a bidder asks for: an amount now and, if given, a standing maximum up to which the auction
/// bids for them. Made only from amounts in `moneyRange` with `maximum >= amount`.
package struct Offer: Sendable, Equatable {
    package let amount: Money
    package let maximum: Money?

    /// Nil if an amount is outside of the range, or the maximum is below the amount.
    package init?(amount: Money, maximum: Money? = nil) {
        guard moneyRange.contains(amount) else { return nil }
        if let maximum { guard moneyRange.contains(maximum), maximum >= amount else { return nil } }
        self.amount = amount
        self.maximum = maximum
    }

    /// The most the bidder is ready to pay.
    var ceiling: Money { maximum ?? amount }
}
