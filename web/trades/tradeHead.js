/** What is traded, and with whom. */
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { avatar } from "../components/avatar.js";
import { person } from "../components/person.js";
import { thumbnail } from "../components/thumbnail.js";

/** @param {import("./trades.js").Trade} trade */
export function tradeHead({ auction, partner, role }) {
  return h("div", { class: "trade-head" },
    h("a", { class: "trade-head__auction", href: `/auctions/${auction.id}` },
      thumbnail(auction),
      h("span", { class: "trade-head__words" },
        h("span", { class: "trade-head__title", dir: "auto", text: auction.title }),
        h("span", { class: "trade-head__price" },
          h("span", { class: "trade-head__label", text: () => t("auction.finalPrice") }), " ",
          h("strong", { class: "price", text: () => money(auction.price) })))),
    h("div", { class: "trade-head__partner" },
      avatar(partner),
      h("p", {},
        h("span", { class: "trade-head__label", text: () => t(role === "seller" ? "trade.buyer" : "auction.seller") }), " ",
        person(partner, "trade-head__name"))));
}
