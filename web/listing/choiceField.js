/** One of a few values. */
import { h } from "../dom.js";
import { Field, hint } from "../forms/field.js";
import { t } from "../i18n.js";

/**
 * @param {{name: string, label: string, choices: Array<{value: string, text: () => string}>, value?: string,
 *   hintKey?: string|null, isOptional?: boolean}} options
 */
export function choiceField({ name, label, choices, value = "", hintKey = null, isOptional = false }) {
  const option = (choice) => h("option", { value: choice.value, text: choice.text });
  const input = h("select", {}, ...choices.map(option));
  input.value = value;
  const field = new Field({ name, label, input, isOptional, hint: hintKey && hint(() => t(hintKey)) });
  return Object.assign(field, {
    /** @param {Array<{value: string, text: () => string}>} more @param {string} [chosen] */
    add(more, chosen = input.value) {
      input.append(...more.map(option));
      input.value = chosen;
    },
  });
}
