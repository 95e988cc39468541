/** A text with a limit, which is counted while one types. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { Field } from "../forms/field.js";

const nearLimit = 0.9; // from here on the count is worth a look

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label key
 * @param {HTMLInputElement|HTMLTextAreaElement} options.input
 * @param {[number, number]} options.length least and most Unicode scalars, as the server counts
 * @param {string} [options.hintKey]
 */
export function textField({ name, label, input, length: [shortest, longest], hintKey = null }) {
  const length = () => [...input.value.trim()].length;
  const count = h("span", {
    class: "field__count", "data-state": () => (length() > longest ? "over" : length() > longest * nearLimit ? "near" : "far"),
    text: () => t("field.count", { count: length(), most: longest }),
  });
  const hint = h("p", { class: "field__hint field__hint--row" }, h("span", { text: () => (hintKey ? t(hintKey) : "") }), count);
  input.addEventListener("input", () => refresh(hint));
  const field = new Field({
    name, label, input, hint, isOptional: shortest === 0,
    check: () => (length() < shortest || length() > longest ? () => t(`field.${name}.length`) : null),
  });
  return Object.assign(field, {
    /** @param {string} value */
    fill(value) {
      input.value = value;
      refresh(hint);
    },
  });
}
