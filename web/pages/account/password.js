/** Another password, which signs out all other devices. */
import { api } from "../../api.js";
import { h } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel, waysOn } from "../../accounts/panel.js";
import { toast } from "../../components/toast.js";
import { Form } from "../../forms/form.js";
import { currentPassword, newPassword } from "../../forms/passwordField.js";
import { session } from "../../session.js";

export function passwordPage({ router }) {
  return guarded({ title: "account.password", build: () => build(router) });
}

function build(router) {
  const { username, phone } = session.user;
  const current = currentPassword({ name: "current", label: "field.currentPassword" });
  const next = newPassword({ name: "new", personal: () => [username, phone] });
  // Not shown: it tells a password manager whose password this is.
  const owner = h("input", { type: "text", name: "username", autocomplete: "username", value: username, hidden: true });
  const form = new Form({
    fields: [current, next], submit: "account.savePassword", before: [owner],
    async send() {
      await api.changePassword(current.value, next.value);
      toast(() => t("account.passwordChanged"));
      router.replace("/account");
    },
    place(error) {
      if (error.code !== "credentials.wrong") return false;
      form.blame("current", () => t("field.password.wrong"));
      return true;
    },
  });
  return {
    element: h("section", { class: "page narrow" }, backToAccount(),
      panel({ title: "account.password", lead: "account.passwordLead" }, form.element,
        waysOn({ question: "signIn.forgotten", href: "/reset", label: "reset.title" }))),
    dispose: () => form.dispose(),
  };
}
