/** A text field for an amount in won: groups the digits while one types, and keeps the cursor where it was. */
import { assign, h } from "../dom.js";

const groups = new Intl.NumberFormat("en"); // 1,234,567 in both languages
const mostDigits = 13; // 1 000 000 000 000 won, the most that the server takes

/** @param {Record<string, unknown>} properties of the input */
export function moneyField(properties) {
  const input = h("input", { type: "text", inputmode: "numeric", autocomplete: "off", enterkeyhint: "done" });
  input.addEventListener("input", () => {
    const before = digits(input.value.slice(0, input.selectionStart)).length;
    const all = digits(input.value).slice(0, mostDigits);
    input.value = all && groups.format(Number(all));
    let position = 0;
    for (let seen = 0; seen < before && position < input.value.length; position += 1) {
      if (/\d/.test(input.value[position])) seen += 1;
    }
    input.setSelectionRange(position, position);
  });
  assign(input, properties);
  return input;
}

/** The amount in a field, or null when it is empty. */
export function amountOf(input) {
  const all = digits(input.value);
  return all ? Number(all) : null;
}

export function setAmount(input, amount) {
  const text = amount === null ? "" : groups.format(amount);
  if (input.value !== text) input.value = text;
}

function digits(text) {
  return text.replace(/\D/g, "");
}
