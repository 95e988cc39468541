/** What a signed-in person finds behind the own picture. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { signOut } from "../accounts/signOut.js";
import { session } from "../session.js";
import { trades } from "../trades/trades.js";
import { avatar } from "./avatar.js";
import { badge } from "./badge.js";
import { dropdown } from "./dropdown.js";

export function accountMenu() {
  const { user } = session;
  const label = () => t("signIn.signedInAs", { name: user.username });
  const item = (href, key, ...more) => h("li", {},
    h("a", { class: "account-menu__item", href }, h("span", { text: () => t(key) }), ...more));
  const unread = badge(() => trades.unread, "trades.unread");
  return dropdown({
    style: "account-menu",
    summary: h("summary", { "aria-label": label },
      avatar(user), h("bdi", { class: "account-menu__name wide-only", text: user.username })),
    panel: h("div", {},
      h("p", { class: "account-menu__who", text: label }),
      h("ul", {}, item("/trades", "trades.title", unread), item("/account/selling", "own.sellingTitle"),
        item("/account/won", "own.wonTitle"), item("/account/liked", "own.likedTitle"),
        item("/account", "account.title"), item("/account/notifications", "notifications.settings"),
        item("/account/sessions", "account.sessions")),
      h("button", { class: "button button--block", type: "button", text: () => t("signIn.out"), onclick: signOut })),
  });
}
