/** An amount in won. */
import { t } from "../i18n.js";
import { Field, hint } from "../forms/field.js";
import { amountOf, moneyField, setAmount } from "../components/moneyField.js";

const most = 1_000_000_000_000; // won, as the server takes

/** @param {{name: string, label: string, value?: number|null, hintKey?: string|null, isOptional?: boolean}} options */
export function priceField({ name, label, value = null, hintKey = null, isOptional = false }) {
  const input = moneyField({ placeholder: "0" });
  setAmount(input, value);
  const field = new Field({
    name, label, input, isOptional, hint: hintKey && hint(() => t(hintKey)),
    check: () => (amountOf(input) > most ? () => t(`field.${name}.range`) : null),
  });
  return Object.defineProperty(field, "amount", { get: () => amountOf(input), set: (amount) => setAmount(input, amount) });
}
