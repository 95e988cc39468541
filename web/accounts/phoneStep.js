/** Asks for a phone number and has a code sent to it. */
import { api } from "../api.js";
import { Form } from "../forms/form.js";
import { phoneField } from "../forms/phoneField.js";
import { panel } from "./panel.js";

/**
 * @param {object} options
 * @param {"signUp"|"passwordReset"|"phoneChange"} options.purpose
 * @param {{title: string, lead: string, label?: string}} options.words keys of the texts
 * @param {string} options.phone what was typed before
 * @param {(phone: string) => object|null} options.sentBefore the code on its way to that number, if it is too early for another
 * @param {(phone: string, sent: {id: string, expiresAt: string, resendAt: string}) => void} options.onSent
 * @param {Array<Node|null>} [options.after] stands below the form
 */
export function phoneStep({ purpose, words, phone, sentBefore, onSent, after = [] }) {
  const field = phoneField({ value: phone, label: words.label });
  const form = new Form({
    fields: [field], submit: "phone.send", busy: "phone.sending",
    async send() {
      const number = field.value.trim();
      onSent(number, sentBefore(number) ?? await api.sendCode(number, purpose));
    },
  });
  const element = panel(words, form.element, ...after);
  return { element, form, dispose: () => form.dispose() };
}
