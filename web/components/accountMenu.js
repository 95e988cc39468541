/** What a signed-in person finds behind the own picture. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { signOut } from "../accounts/signOut.js";
import { session } from "../session.js";
import { avatar } from "./avatar.js";

export function accountMenu() {
  const { user } = session;
  const label = () => t("signIn.signedInAs", { name: user.username });
  const item = (href, key) => h("li", {}, h("a", {
    class: "account-menu__item", href, text: () => t(key),
    onclick: () => {
      menu.open = false;
    },
  }));
  const summary = h("summary", { "aria-label": label },
    avatar(user), h("bdi", { class: "account-menu__name wide-only", text: user.username }));
  const menu = h("details", { class: "account-menu" }, summary,
    h("div", { class: "account-menu__panel" },
      h("p", { class: "account-menu__who", text: label }),
      h("ul", {}, item("/account/selling", "own.sellingTitle"), item("/account/won", "own.wonTitle"),
        item("/account/liked", "own.likedTitle"), item("/account", "account.title"), item("/account/sessions", "account.sessions")),
      h("button", { class: "button button--block", type: "button", text: () => t("signIn.out"), onclick: signOut })));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    summary.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}
