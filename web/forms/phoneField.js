/** A phone number, grouped while one types as in 010-1234-5678; other countries' numbers, with +, as they are typed. */
import { t } from "../i18n.js";
import { Field, hint, textInput } from "./field.js";

const mostDigits = 11; // of a Korean number
const mostCharacters = 20;

/** @param {{label?: string, value?: string, hintKey?: string}} [options] */
export function phoneField({ label = "field.phone", value = "", hintKey = "field.phoneHint" } = {}) {
  const input = textInput({ type: "tel", autocomplete: "tel", inputmode: "tel", value, placeholder: "010-1234-5678" });
  input.addEventListener("input", (event) => event.isComposing || regroup(input));
  return new Field({
    name: "phone", label, input, hint: hint(() => t(hintKey)),
    check: (text) => (isPlausible(text) ? null : () => t("field.phone.format")),
  });
}

/** Puts the dashes where they belong; the cursor stays behind the digit that it was behind. */
function regroup(input) {
  const text = input.value.normalize("NFKC");
  if (text.trimStart().startsWith("+")) return;
  const atEnd = input.selectionStart === input.value.length;
  const before = digitsOf(input.value.slice(0, input.selectionStart)).length;
  const grouped = group(digitsOf(text).slice(0, mostDigits));
  if (grouped === input.value) return;
  input.value = grouped;
  let position = atEnd ? grouped.length : 0;
  if (!atEnd) {
    for (let seen = 0; seen < before && position < grouped.length; position += 1) {
      if (/\d/.test(grouped[position])) seen += 1;
    }
  }
  input.setSelectionRange(position, position);
}

/** 3-4-4; numbers with one digit less, as of landlines and old mobiles, 3-3-4, and 2-4-4 or 2-3-4 in Seoul. */
function group(digits) {
  const head = digits.startsWith("02") ? 2 : 3;
  const isShort = digits.length === head + 7;
  const middle = head + (isShort ? 3 : 4);
  return [digits.slice(0, head), digits.slice(head, middle), digits.slice(middle)].filter(Boolean).join("-");
}

function isPlausible(text) {
  const trimmed = text.normalize("NFKC").trim();
  if (trimmed.length > mostCharacters || !/^\+?[\d\s().-]+$/.test(trimmed)) return false;
  const { length } = digitsOf(trimmed);
  return trimmed.startsWith("+") ? length >= 8 && length <= 15 : /^0/.test(trimmed) && length >= 9 && length <= mostDigits;
}

/** `010-1234-5678` of `+821012345678`; numbers of other countries unchanged. */
export function phoneText(phone) {
  return phone.startsWith("+82") ? group(`0${phone.slice(3)}`) : phone;
}

/** The number as the server will write it, for what this page checks itself. */
export function internationalPhone(text) {
  const trimmed = text.normalize("NFKC").trim();
  return trimmed.startsWith("+") ? `+${digitsOf(trimmed)}` : `+82${digitsOf(trimmed).replace(/^0/, "")}`;
}

function digitsOf(text) {
  return text.normalize("NFKC").replace(/\D/g, "");
}
