/** Leaving for good: says what goes and what stays, and why it cannot be now. */
import { h } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel } from "../../accounts/panel.js";
import { toast } from "../../components/toast.js";
import { Form } from "../../forms/form.js";
import { currentPassword } from "../../forms/passwordField.js";
import { session } from "../../session.js";

const obstacles = new Set(["account.leading", "account.selling"]);

export function deletionPage({ router }) {
  return guarded({ title: "account.delete", build: () => build(router) });
}

function build(router) {
  const password = currentPassword();
  const owner = h("input", { type: "text", name: "username", autocomplete: "username", value: session.user.username, hidden: true });
  const form = new Form({
    fields: [password], submit: "deletion.submit", busy: "deletion.sending", isDangerous: true, before: [owner],
    async send() {
      await session.deleteAccount(password.value);
      router.replace("/");
      toast(() => t("deletion.done"));
    },
    place(error) {
      if (error.code === "credentials.wrong") form.blame("password", () => t("field.password.wrong"));
      else if (obstacles.has(error.code)) form.tell(() => t(`error.${error.code}`), wayTo(error.auction));
      else return false;
      return true;
    },
  });
  return {
    element: h("section", { class: "page narrow" }, backToAccount(),
      panel({ title: "account.delete", lead: "deletion.lead" },
        list("deletion.goes", ["deletion.goesProfile", "deletion.goesSessions", "deletion.goesAuctions"]),
        list("deletion.stays", ["deletion.staysLog", "deletion.staysName"]),
        form.element)),
    dispose: () => form.dispose(),
  };
}

/** @param {number} [auction] the one that stands in the way, if the server named it */
function wayTo(auction) {
  const [href, label] = auction ? [`/auctions/${auction}`, "deletion.toAuction"] : ["/", "deletion.toAuctions"];
  return h("p", { class: "ways" }, h("a", { class: "link", href, text: () => t(label) }));
}

function list(title, items) {
  return h("section", { class: "hint" },
    h("h2", { class: "hint__title", text: () => t(title) }),
    h("ul", { class: "hint__list" }, ...items.map((key) => h("li", { text: () => t(key) }))));
}
