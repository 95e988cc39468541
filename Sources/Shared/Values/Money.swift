/// Whole won.
package typealias Money = Int64

/// The amounts the service knows: CONTRACT "Common".
package let moneyRange: ClosedRange<Money> = 0...1_000_000_000_000
