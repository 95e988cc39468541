/** One auction in a list: picture, time left, title, price, and a heart. */
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "./countdown.js";
import { likeButton } from "./likeButton.js";
import { picture } from "./picture.js";

/** How wide a card's picture is, by the columns of the grid (styles/cards.css). */
export const cardSizes = "(min-width: 1200px) 274px, (min-width: 700px) 30vw, 46vw";

/**
 * @param {() => object} auction the newest known state, read again at each refresh
 * @param {{level?: 2|3, isEager?: boolean, sizes?: string}} [options] `level` of the heading
 */
export function auctionCard(auction, { level = 2, isEager = false, sizes = cardSizes } = {}) {
  const { id } = auction();
  return h("li", { class: "card", "data-auction": id },
    h("a", { class: "card__link", href: `/auctions/${id}` },
      h("div", { class: "card__picture" },
        picture(auction(), { isEager, sizes }),
        h("span", { class: "pill", "data-status": () => auction().status },
          h("span", { class: "pill__word", text: () => (auction().status === "upcoming" ? t("auction.startsIn") : "") }),
          countdown(auction))),
      h("div", { class: "card__words" },
        h(`h${level}`, { class: "card__title", dir: "auto", text: () => auction().title }),
        h("p", { class: "card__price" },
          h("span", { class: "card__label", text: () => t(priceLabel(auction())) }),
          h("strong", { class: "price", text: () => money(auction().price ?? auction().startPrice) })),
        h("p", { class: "card__bids", text: () => bidCount(auction()) }))),
    likeButton(auction, { style: "like--over" }));
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

/** The shape of a card while the list is on its way: exactly as tall, so that nothing moves when it comes. */
export function cardSkeleton() {
  return h("li", { class: "card card--skeleton", "aria-hidden": "true" },
    h("div", { class: "card__picture" }, h("div", { class: "picture skeleton" })),
    h("div", { class: "card__words" },
      h("div", { class: "skeleton skeleton--text" }), h("div", { class: "skeleton skeleton--text skeleton--short" })));
}
