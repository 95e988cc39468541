/**
 * How much a bid must be above the price. The server judges by the same table (docs/architecture.md, "A bid");
 * here it only fills in the form, and a `bid.tooLow` answer corrects it.
 */
const steps = [
  [10_000, 100],
  [100_000, 500],
  [1_000_000, 1_000],
  [10_000_000, 10_000],
];

/** @param {number} price in won */
export function bidIncrement(price) {
  return steps.find(([below]) => price < below)?.[1] ?? 100_000;
}
