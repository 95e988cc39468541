/** One auction in a list: picture, time left, title, price. */
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "./countdown.js";
import { picture } from "./picture.js";

/** @param {() => object} auction the newest known state, read again at each refresh */
export function auctionCard(auction) {
  const { id } = auction();
  return h("li", { class: "card", "data-auction": id },
    h("a", { class: "card__link", href: `/auctions/${id}` },
      h("div", { class: "card__picture" },
        picture(auction()),
        h("span", { class: "pill", "data-status": () => auction().status }, countdown(auction))),
      h("h2", { class: "card__title", text: () => auction().title }),
      h("p", { class: "card__price" },
        h("span", { class: "card__label", text: () => t(priceLabel(auction())) }),
        h("strong", { class: "price", text: () => money(auction().price ?? auction().startPrice) })),
      h("p", { class: "card__bids", text: () => bidCount(auction()) })));
}

/** Key of the words before the price. */
export function priceLabel({ status, price }) {
  if (price === null) return "auction.startPrice";
  return status === "ended" ? "auction.finalPrice" : "auction.price";
}

function bidCount({ bidCount: count, status }) {
  if (count > 0) return t("auction.bids", { count });
  return status === "ended" ? t("auction.unsold") : status === "live" ? t("auction.noBids") : "";
}

/** The shape of a card while the list is on its way. */
export function cardSkeleton() {
  return h("li", { class: "card card--skeleton", "aria-hidden": "true" },
    h("div", { class: "card__picture" }, h("div", { class: "picture skeleton" })),
    h("div", { class: "skeleton skeleton--line" }),
    h("div", { class: "skeleton skeleton--line skeleton--short" }));
}
