/** Another username. */
import { api } from "../../api.js";
import { h } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel } from "../../accounts/panel.js";
import { toast } from "../../components/toast.js";
import { Form } from "../../forms/form.js";
import { usernameField } from "../../forms/usernameField.js";
import { session } from "../../session.js";

export function namePage({ router }) {
  return guarded({ title: "account.name", build: () => build(router) });
}

function build(router) {
  const username = usernameField({ value: session.user.username });
  const form = new Form({
    fields: [username], submit: "account.save",
    async send() {
      session.update(await api.changeName(username.value.trim()));
      toast(() => t("account.nameChanged"));
      router.replace("/account");
    },
    place(error) {
      if (error.code !== "username.taken") return false;
      form.blame("username", () => t("field.username.taken"));
      return true;
    },
  });
  return {
    element: h("section", { class: "page narrow" }, backToAccount(),
      panel({ title: "account.name", lead: "account.nameLead" }, form.element)),
    dispose() {
      username.dispose();
      form.dispose();
    },
  };
}
