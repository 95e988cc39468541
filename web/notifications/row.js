/** One notification in the list: picture, what happened, when. */
import { h } from "../dom.js";
import { ago } from "../format.js";
import { t } from "../i18n.js";
import { thumbnail } from "../components/thumbnail.js";
import { addressOf, sentence } from "./words.js";

/**
 * @param {() => import("./notifications.js").Notification} item read again at each refresh
 * @param {() => boolean} isNew it was unread when one came to look
 */
export function notificationRow(item, isNew) {
  const { at } = item();
  return h("li", { class: "notification", "data-new": () => String(isNew()), "data-kind": item().kind },
    h("a", { class: "notification__link", href: addressOf(item()) },
      thumbnail({ id: item().auction, imageUrl: item().imageUrl }),
      h("span", { class: "notification__words" },
        h("span", { class: "notification__text", text: () => sentence(item()) }),
        h("span", { class: "notification__title", dir: "auto", text: () => item().title }),
        h("time", { class: "notification__time", datetime: at, text: () => ago(at) })),
      h("span", { class: "notification__dot", ".hidden": () => !isNew() },
        h("span", { class: "visually-hidden", text: () => t("notifications.new") }))));
}
