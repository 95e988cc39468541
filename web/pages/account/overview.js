/** The own account: what others see of it, and what one may change. */
import { api } from "../../api.js";
import { h, refresh } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { ownTabs } from "../../accounts/ownTabs.js";
import { profileCard } from "../../accounts/profileCard.js";
import { phoneText } from "../../forms/phoneField.js";
import { session } from "../../session.js";
import { signOut } from "../../accounts/signOut.js";

export function overviewPage() {
  return guarded({ title: "account.title", build });
}

function build() {
  const abort = new AbortController();
  let user = session.user; // kept, so that nothing breaks while a sign-out takes the page away
  const now = () => (user = session.user ?? user);
  const element = h("section", { class: "page narrow account-page" },
    ownTabs("profile"),
    profileCard(now),
    h("ul", { class: "rows" },
      row("/account/name", "account.name", () => now().username),
      row("/account/phone", "account.phone", () => phoneText(now().phone ?? "")),
      row("/account/password", "account.password"),
      row("/account/notifications", "notifications.settings"),
      row("/account/sessions", "account.sessions"),
      row(`/users/${user.id}`, "account.public")),
    h("div", { class: "account-page__end" },
      h("button", { class: "button button--block", type: "button", text: () => t("signIn.out"), onclick: signOut }),
      h("a", { class: "link link--quiet", href: "/account/delete", text: () => t("account.delete") })));
  // Scores and counts move with others' doing; what the sign-in told may be minutes old.
  api.me(abort.signal).then((fresh) => {
    if (abort.signal.aborted) return;
    session.update(fresh);
    refresh(element);
  }).catch(() => {});
  return { element, dispose: () => abort.abort() };
}

function row(href, key, value = null) {
  return h("li", {}, h("a", { class: "rows__row", href },
    h("span", { class: "rows__label", text: () => t(key) }),
    value && h("bdi", { class: "rows__value", text: value }),
    h("span", { class: "rows__arrow", "aria-hidden": "true", text: "›" })));
}
