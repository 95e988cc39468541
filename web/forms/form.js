/**
 * A form that checks its fields, sends them once at a time, and tells what went wrong where it went wrong: the first
 * wrong field gets the focus, anything else is told above the button. What was typed is never lost.
 */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { fieldProblem, problemText } from "./problems.js";

export class Form {
  #fields;
  #send;
  #place;
  #button;
  #isBusy = false;
  #isGone = false;
  /** @type {HTMLElement} */ #message = h("div", { class: "form__message", role: "alert" });

  /**
   * @param {object} options
   * @param {import("./field.js").Field[]} options.fields
   * @param {string} options.submit key of the button's text
   * @param {string} [options.busy] the same while it sends
   * @param {() => Promise<void>} options.send rejects with `ApiError`
   * @param {(error: import("../http.js").ApiError, form: Form) => boolean} [options.place] tells an error in a place
   *   of its own, and answers whether it did
   * @param {boolean} [options.isDangerous] what it does cannot be undone
   * @param {Array<Node|null>} [options.before] stands above the fields
   */
  constructor({ fields, submit, busy = "form.sending", send, place = () => false, isDangerous = false, before = [] }) {
    this.#fields = fields;
    this.#send = send;
    this.#place = place;
    this.#button = h("button", {
      class: `button button--block button--large ${isDangerous ? "button--danger" : "button--primary"}`, type: "submit",
      "aria-disabled": () => String(this.#isBusy),
    },
      h("span", { class: "spinner", "aria-hidden": "true", ".hidden": () => !this.#isBusy }),
      h("span", { text: () => t(this.#isBusy ? busy : submit) }));
    this.element = h("form", {
      class: "stack form", novalidate: true, "aria-busy": () => (this.#isBusy ? "true" : null),
      onsubmit: (event) => this.#submit(event),
    }, ...before, ...fields.map(({ element }) => element), this.#message, this.#button);
  }

  /**
   * Tells something about the whole form.
   * @param {(() => string)|null} text
   * @param {Node[]} more links or buttons that help on
   */
  tell(text, ...more) {
    this.#message.replaceChildren(...(text ? [h("p", { text }), ...more] : []));
  }

  /** Tells what is wrong with a field and goes there. */
  blame(name, problem) {
    const field = this.#fields.find((each) => each.name === name);
    field.show(problem);
    field.input.focus();
    field.input.select();
  }

  /** The page is left: an answer that is still to come changes nothing any more. */
  dispose() {
    this.#isGone = true;
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#isBusy) return;
    this.tell(null);
    for (const field of this.#fields) field.validate();
    if (this.#focusWrong()) return;
    // A password manager offers to keep what it sees in a field of type password.
    for (const { input } of this.#fields) input.dispatchEvent(new Event("submitting"));
    this.#busy(true);
    try {
      await this.#send();
      if (!this.#isGone) this.#busy(false);
    } catch (error) {
      if (this.#isGone) return;
      this.#busy(false);
      this.#tellOf(error);
    }
  }

  #tellOf(error) {
    if (this.#place(error, this)) return;
    for (const problem of error.fields ?? []) {
      this.#fields.find(({ name }) => name === problem.name)?.show(fieldProblem(problem));
    }
    if (!this.#focusWrong()) this.tell(() => problemText(error));
  }

  #focusWrong() {
    const wrong = this.#fields.find(({ isWrong }) => isWrong);
    wrong?.input.focus();
    return Boolean(wrong);
  }

  #busy(isBusy) {
    this.#isBusy = isBusy;
    refresh(this.element);
  }
}
