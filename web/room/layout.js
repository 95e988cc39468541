/** How the parts of a room stand together. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { avatar } from "../components/avatar.js";
import { icon } from "../components/icon.js";
import { person } from "../components/person.js";
import { BidForm } from "./bidForm.js";
import { connectionState } from "./connectionState.js";
import { gallery } from "./gallery.js";
import { PricePanel } from "./pricePanel.js";
import { quickBar } from "./quickBar.js";

/**
 * @param {import("./state.js").RoomState} state with its auction known
 * @param {{bids: HTMLElement, chat: HTMLElement}} parts
 */
export function roomLayout(state, parts) {
  const { auction } = state;
  const connection = connectionState();
  const price = new PricePanel(state);
  const form = new BidForm(state);
  const deal = h("div", { class: "room__deal" }, price.element, form.element);
  const bar = quickBar(state, deal, () => form.focus());
  const watching = h("p", { class: "watching", ".hidden": () => state.watching === null },
    icon("eye"), h("span", { text: () => t("room.watching", { count: state.watching ?? 0 }) }));

  const element = h("article", { class: "room" },
    h("div", { class: "room__top" },
      gallery(auction),
      h("div", { class: "room__status" }, connection.element, watching),
      h("h1", { class: "room__title", dir: "auto", text: () => state.auction.title })),
    h("div", { class: "room__side" }, deal, parts.chat),
    h("div", { class: "room__more" },
      h("section", { class: "about", "aria-labelledby": "about-title" },
        h("h2", { class: "section-head", id: "about-title", text: () => t("room.description") }),
        h("p", { class: "about__text", dir: "auto", text: () => state.auction.description || t("room.noDescription") }),
        h("p", { class: "about__seller" },
          avatar(auction.seller),
          h("span", { class: "about__label", text: () => t("auction.seller") }),
          person(auction.seller))),
      parts.bids),
    bar.element);

  return {
    element,
    update(leaderBefore) {
      price.update();
      form.update(leaderBefore);
      bar.update();
      refresh(watching);
    },
    tick() {
      price.tick();
      bar.update();
    },
    dispose() {
      connection.dispose();
      bar.dispose();
    },
  };
}

/** The same shape while nothing is known yet. */
export function roomSkeleton() {
  return h("div", { class: "room", "aria-hidden": "true" },
    h("div", { class: "room__top" },
      h("div", { class: "gallery" }, h("div", { class: "gallery__large" }, h("div", { class: "picture skeleton" }))),
      h("div", { class: "skeleton skeleton--line" }),
      h("div", { class: "skeleton skeleton--line skeleton--short" })),
    h("div", { class: "room__side" }, h("div", { class: "skeleton skeleton--panel" })));
}
