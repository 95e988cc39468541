/** One trade in the list: what, with whom, what was said last, how much of it is unread. */
import { h } from "../dom.js";
import { ago } from "../format.js";
import { t } from "../i18n.js";
import { badge } from "../components/badge.js";
import { nameOf } from "../components/person.js";
import { thumbnail } from "../components/thumbnail.js";
import { snippet } from "./words.js";

/** @param {() => import("./trades.js").Trade} trade read again at each refresh */
export function tradeRow(trade) {
  const { id, auction } = trade();
  return h("li", { class: "trade-row", "data-trade": id, "data-unread": () => String(trade().unreadCount > 0) },
    h("a", { class: "trade-row__link", href: `/trades/${id}` },
      thumbnail(auction),
      h("span", { class: "trade-row__words" },
        h("span", { class: "trade-row__head" },
          h("bdi", { class: "trade-row__name", text: () => nameOf(trade().partner) }),
          h("span", { class: "tag", "data-state": () => trade().state, text: () => t(`trade.state.${trade().state}`) }),
          h("time", { class: "trade-row__time", datetime: () => trade().at, text: () => ago(trade().at) })),
        h("span", { class: "trade-row__title", dir: "auto", text: () => auction.title }),
        h("span", { class: "trade-row__last" },
          h("span", { class: "trade-row__snippet", dir: "auto", text: () => snippet(trade()) }),
          badge(() => trade().unreadCount, "trades.unread")))));
}

/** The same shape while the list is on its way. */
export function tradeSkeleton() {
  return h("li", { class: "trade-row", "aria-hidden": "true" },
    h("div", { class: "trade-row__link" },
      h("span", { class: "thumbnail skeleton" }),
      h("span", { class: "trade-row__words" },
        h("span", { class: "skeleton skeleton--text skeleton--short" }), h("span", { class: "skeleton skeleton--text" }))));
}
