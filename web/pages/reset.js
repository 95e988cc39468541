/** A lost password: the phone proves who one is, then a new password is chosen. */
import { api } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { panel, waysOn } from "../accounts/panel.js";
import { donePanel, phoneProof } from "../accounts/phoneProof.js";
import { Form } from "../forms/form.js";
import { newPassword } from "../forms/passwordField.js";
import { internationalPhone } from "../forms/phoneField.js";
import { doorAddress } from "../signInAddress.js";

export function resetPage() {
  const task = phoneProof({
    purpose: "passwordReset", lastName: "steps.password", last: choosePassword,
    phoneWords: { title: "reset.title", lead: "reset.lead" },
    after: [waysOn({ question: "reset.remembered", href: doorAddress("/signin"), label: "signIn.button" })],
  });
  return { element: task.element, title: () => `${t("reset.title")} · ${t("site.name")}`, dispose: task.dispose };
}

function choosePassword({ phone, verificationToken }, { done, again }) {
  const password = newPassword({ personal: () => [internationalPhone(phone)] });
  // Not shown: it tells a password manager whose password this is.
  const owner = h("input", { type: "text", name: "username", autocomplete: "username", value: phone, hidden: true });
  const form = new Form({
    fields: [password], submit: "reset.submit", before: [owner],
    async send() {
      await api.resetPassword(verificationToken, password.value);
      done(donePanel({ title: "reset.done", lead: "reset.doneLead", href: doorAddress("/signin"), label: "signIn.button" }));
    },
    place(error) {
      if (error.code === "verification.expired") again("code.proofExpired");
      else if (error.code === "account.notFound") {
        form.tell(() => t("reset.noAccount"),
          h("p", { class: "ways" }, h("a", { class: "link", href: doorAddress("/signup"), text: () => t("signUp.button") })));
      } else return false;
      return true;
    },
  });
  return {
    element: panel({ title: "reset.choose", lead: "reset.chooseLead" }, form.element),
    dispose: () => form.dispose(),
  };
}
