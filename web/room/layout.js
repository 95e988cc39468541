/** How the parts of a room stand together. */
import { h, refresh } from "../dom.js";
import { likeButton } from "../components/likeButton.js";
import { about, sellerCard } from "./about.js";
import { BidForm } from "./bidForm.js";
import { connectionState } from "./connectionState.js";
import { gallery } from "./gallery.js";
import { ownerPanel } from "./owner.js";
import { participants } from "./participants.js";
import { PricePanel } from "./pricePanel.js";
import { quickBar } from "./quickBar.js";
import { shareButton } from "./share.js";
import { tradeLink } from "./tradeLink.js";

/**
 * @param {import("./state.js").RoomState} state with its auction known
 * @param {{bids: HTMLElement, chat: HTMLElement}} parts
 * @param {{cancelled: () => void, relisted: (id: number) => void}} then after the seller did that
 */
export function roomLayout(state, parts, then) {
  const { auction } = state;
  const connection = connectionState();
  const price = new PricePanel(state);
  const form = new BidForm(state);
  const deal = h("div", { class: "room__deal" }, price.element, form.element);
  const bar = quickBar(state, deal, () => form.focus());
  const people = participants(state);

  const current = () => state.auction;
  const owner = ownerPanel(current, then);
  const trade = tradeLink(current);
  deal.append(trade.element, owner.element);
  const actions = h("div", { class: "room__actions" }, likeButton(current, { hasCount: true }), shareButton(current));
  const more = about(current);

  const element = h("article", { class: "room" },
    h("div", { class: "room__top" },
      gallery(current),
      h("div", { class: "room__status" }, connection.element, people.element),
      h("div", { class: "room__head" },
        h("h1", { class: "room__title", dir: "auto", text: () => state.auction.title }), actions)),
    h("div", { class: "room__side" }, deal, parts.chat),
    h("div", { class: "room__more" }, more, sellerCard(auction.seller), parts.bids),
    bar.element);

  return {
    element,
    update(leaderBefore) {
      price.update();
      form.update(leaderBefore);
      bar.update();
      owner.update();
      trade.update();
      people.update();
    },
    like: () => refresh(actions),
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
