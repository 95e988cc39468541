/// Whole won.
package typealias Money = Int64

/// The amounts the service knows: `Money` of docs/openapi.yaml.
package let moneyRange: ClosedRange<Money> = 0...1_000_000_000_000
