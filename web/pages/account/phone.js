/** Another phone number: the new one is proved first, then the password confirms the change. */
import { api } from "../../api.js";
import { h } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel } from "../../accounts/panel.js";
import { donePanel, phoneProof } from "../../accounts/phoneProof.js";
import { Form } from "../../forms/form.js";
import { currentPassword } from "../../forms/passwordField.js";
import { internationalPhone } from "../../forms/phoneField.js";
import { session } from "../../session.js";

export function phonePage() {
  return guarded({ title: "account.phone", build });
}

function build() {
  return phoneProof({
    purpose: "phoneChange", lastName: "steps.confirm", last: confirmChange, before: backToAccount(),
    phoneWords: { title: "account.phone", lead: "account.phoneLead", label: "field.newPhone" },
  });
}

function confirmChange({ phone, verificationToken }, { done, again }) {
  const password = currentPassword();
  const owner = h("input", { type: "text", name: "username", autocomplete: "username", value: session.user.username, hidden: true });
  const form = new Form({
    fields: [password], submit: "account.changePhone", before: [owner],
    async send() {
      await api.changePhone(verificationToken, password.value);
      session.update({ ...session.user, phone: internationalPhone(phone) });
      done(donePanel({ title: "account.phoneChanged", lead: () => t("account.phoneNow", { phone }), href: "/account", label: "account.back" }));
    },
    place(error) {
      if (error.code === "credentials.wrong") form.blame("password", () => t("field.password.wrong"));
      else if (error.code === "phone.taken") again("account.phoneTaken");
      else if (error.code === "verification.expired") again("code.proofExpired");
      else return false;
      return true;
    },
  });
  return {
    element: panel({ title: "account.phoneConfirm", lead: () => t("account.phoneConfirmLead", { phone }) }, form.element),
    dispose: () => form.dispose(),
  };
}
