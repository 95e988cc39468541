/**
 * The tasks that begin with the proof of a phone number: the number, the code, and then what the proof is for.
 * Sign-up, a lost password and a new number are each one.
 */
import { clock } from "../clock.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { codeStep } from "./codeStep.js";
import { panel } from "./panel.js";
import { phoneStep } from "./phoneStep.js";
import { steps } from "./steps.js";

/** @typedef {{element: HTMLElement & {focusHeading: () => void}, dispose?: () => void, form?: import("../forms/form.js").Form}} Step */

/**
 * @param {object} options
 * @param {"signUp"|"passwordReset"|"phoneChange"} options.purpose
 * @param {string} options.lastName key of the last step's name
 * @param {{title: string, lead: string, label?: string}} options.phoneWords keys
 * @param {(proof: {phone: string, verificationToken: string}, task: {done: (panel: HTMLElement) => void,
 *   again: (key: string) => void}) => Step} options.last `done` shows that all is done, `again` starts over and says why
 * @param {Array<Node|null>} [options.after] below the first step
 * @param {Node|null} [options.before] above the steps
 */
export function phoneProof({ purpose, lastName, phoneWords, last, after = [], before = null }) {
  const progress = steps(["steps.phone", "steps.code", lastName]);
  const place = h("div", {});
  const element = h("section", { class: "page narrow" }, before, progress.element, place);
  let phone = "";
  let lastSent = null;
  /** @type {Step|null} */ let shown = null;

  function show(index, step, { focus = true } = {}) {
    shown?.dispose?.();
    shown = step;
    progress.show(index);
    place.replaceChildren(step.element);
    if (!focus) return;
    window.scrollTo({ top: 0, behavior: "instant" });
    step.element.focusHeading();
  }

  function askPhone(options) {
    show(0, phoneStep({
      purpose, words: phoneWords, phone, after,
      sentBefore: (number) => (number === phone && lastSent && Date.parse(lastSent.resendAt) > clock.now() ? lastSent : null),
      onSent(number, sent) {
        phone = number;
        lastSent = sent;
        askCode(sent);
      },
    }), options);
  }

  function askCode(sent) {
    show(1, codeStep({
      purpose, phone, sent, onOtherPhone: askPhone,
      onProved(verificationToken) {
        lastSent = null; // its code is used
        show(2, last({ phone, verificationToken }, {
          done: (result) => show(3, { element: result }),
          again(key) {
            askPhone();
            shown.form.tell(() => t(key));
          },
        }));
      },
    }));
  }

  askPhone({ focus: false });
  return { element, dispose: () => shown?.dispose?.() };
}

/** All is done: what was reached, and the way on. */
export function donePanel({ title, lead, href, label }) {
  return panel({ title, lead },
    h("a", { class: "button button--primary button--block button--large", href, text: () => t(label) }));
}
