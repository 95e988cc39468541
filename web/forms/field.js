/** One field of a form: label, control, hint, and what is wrong with its value. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {() => string} Text read again when the language changes */

export class Field {
  #check;
  #isOptional;
  /** @type {Text|null} */ #problem = null;

  /**
   * @param {object} options
   * @param {string} options.name as the server calls it; also the id
   * @param {string} options.label key of its text
   * @param {HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement} options.input
   * @param {HTMLElement} [options.control] the input with what belongs to it; the input itself otherwise
   * @param {HTMLElement} [options.hint] stands below the control and describes it
   * @param {(value: string) => Text|null} [options.check] what this page itself can see to be wrong
   * @param {boolean} [options.isOptional] it may stay empty
   */
  constructor({ name, label, input, control = input, hint = null, check = () => null, isOptional = false }) {
    this.name = name;
    this.input = input;
    this.#check = check;
    this.#isOptional = isOptional;
    input.id = input.name = name;
    if (hint) hint.id = `${name}-hint`;
    input.setAttribute("aria-describedby", [hint?.id, `${name}-error`].filter(Boolean).join(" "));
    input.addEventListener("input", () => this.show(null));
    this.element = h("div", { class: "field" },
      h("label", { for: name, text: () => t(label) }),
      control, hint,
      h("p", { class: "field__error", id: `${name}-error`, text: () => this.#problem?.() ?? "" }));
  }

  get value() {
    return this.input.value;
  }

  get isWrong() {
    return this.#problem !== null;
  }

  /** Looks at the value; an empty one is missing, unless it may be. */
  validate() {
    const isEmpty = this.value.trim() === "";
    if (isEmpty) this.show(this.#isOptional ? null : () => t("field.required"));
    else this.show(this.#check(this.value));
  }

  /** @param {Text|null} problem what is wrong, null for nothing */
  show(problem) {
    this.#problem = problem;
    if (problem) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
    refresh(this.element);
  }
}

/** A text input as the forms use it. */
export function textInput(properties) {
  return h("input", { type: "text", autocapitalize: "none", spellcheck: "false", ...properties });
}

/** @param {Text} text */
export function hint(text) {
  return h("p", { class: "field__hint", text });
}
