/** What the seller tells of the thing, the facts, and who the seller is. */
import { categories, categoryName } from "../categories.js";
import { h, refresh } from "../dom.js";
import { dateAndTime, money } from "../format.js";
import { t } from "../i18n.js";
import { avatar } from "../components/avatar.js";
import { hasLeft, person } from "../components/person.js";

/** @param {() => object} auction */
export function about(auction) {
  const fact = (key, value) => h("div", { ".hidden": () => !value() }, h("dt", { text: () => t(key) }), h("dd", { text: value }));
  const element = h("section", { class: "about", "aria-labelledby": "about-title" },
    h("h2", { class: "section-head", id: "about-title", text: () => t("room.description") }),
    h("p", { class: "about__text", dir: "auto", text: () => auction().description || t("room.noDescription") }),
    h("dl", { class: "facts" },
      fact("sell.category", () => categoryName(auction().category)),
      fact("auction.startPrice", () => money(auction().startPrice)),
      fact("auction.estimate", () => (auction().estimate === null ? "" : money(auction().estimate))),
      fact("room.listedAt", () => dateAndTime(auction().createdAt))));
  categories().then(() => refresh(element)).catch(() => {}); // the category stays unnamed
  return element;
}

/** @param {{id: number, username: string, mannerScore: number}} seller */
export function sellerCard(seller) {
  return h("section", { class: "seller-card", "aria-label": () => t("auction.seller") },
    avatar(seller),
    h("p", {},
      person(seller, "seller-card__name"),
      h("span", { class: "seller-card__note", text: () => (hasLeft(seller) ? t("auction.seller")
        : `${t("auction.seller")} · ${t("profile.manner")} ${t("profile.mannerScore", { score: seller.mannerScore })}`) })),
    !hasLeft(seller) && h("a", { class: "button", href: `/users/${seller.id}`, text: () => t("room.history") }));
}
