/** The auctions of one status: pages by cursor, prices kept fresh while the list is on show. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { errorText, t } from "../i18n.js";
import { auctionCard, cardSkeleton } from "./auctionCard.js";
import { emptyNotice, errorNotice } from "./notice.js";

const pageSize = 24;
const freshEvery = 10_000; // ms; the list is a shop window, the room is what is live

export class AuctionList {
  #status;
  #auctions = new Map();
  #next = null;
  #grid = h("ul", { class: "grid" });
  #foot = h("div", { class: "list-foot" });
  #timer = null;
  #loading = false;

  constructor(status) {
    this.#status = status;
    this.element = h("div", { class: "auction-list" }, this.#grid, this.#foot);
  }

  show() {
    if (this.#auctions.size === 0) this.#load();
    else this.#freshen();
    this.#timer = setInterval(() => document.hidden || this.#freshen(), freshEvery);
  }

  hide() {
    clearInterval(this.#timer);
  }

  #filter(more) {
    const sort = this.#status === "ended" ? "newest" : "endingSoon";
    return { status: this.#status, sort, ...more };
  }

  async #load(cursor) {
    if (this.#loading) return;
    this.#loading = true;
    this.element.setAttribute("aria-busy", "true");
    if (cursor) this.#foot.replaceChildren(moreButton(null));
    else this.#grid.replaceChildren(...Array.from({ length: 8 }, cardSkeleton));
    try {
      const page = await api.auctions(this.#filter({ cursor, limit: pageSize }));
      if (!cursor) this.#grid.replaceChildren();
      this.#take(page.items);
      this.#next = page.next;
      this.#showFoot();
    } catch (error) {
      if (!cursor) this.#grid.replaceChildren();
      const text = () => `${t("home.failed")} ${errorText(error)}`;
      this.#foot.replaceChildren(errorNotice(text, () => this.#load(cursor)));
    }
    this.#loading = false;
    this.element.removeAttribute("aria-busy");
  }

  /** Asks again for what is shown. What left the status goes, what is new joins; the rest stays where it is. */
  async #freshen() {
    if (this.#loading) return;
    const limit = Math.min(100, Math.max(pageSize, this.#auctions.size));
    const page = await api.auctions(this.#filter({ limit })).catch(() => null);
    if (!page || this.#loading) return;
    if (this.#auctions.size <= limit) {
      const kept = new Set(page.items.map(({ id }) => id));
      for (const id of this.#auctions.keys()) if (!kept.has(id)) this.#remove(id);
      this.#next = page.next;
    }
    this.#take(page.items, true);
    this.#showFoot();
  }

  #take(items, inOrder = false) {
    let previous = null;
    for (const item of items) {
      const isNew = !this.#auctions.has(item.id);
      this.#auctions.set(item.id, item);
      if (isNew) {
        const card = auctionCard(() => this.#auctions.get(item.id) ?? item);
        if (inOrder && previous) previous.after(card);
        else if (inOrder) this.#grid.prepend(card);
        else this.#grid.append(card);
      }
      previous = this.#card(item.id);
    }
    refresh(this.#grid);
  }

  #remove(id) {
    this.#card(id)?.remove();
    this.#auctions.delete(id);
  }

  #card(id) {
    return this.#grid.querySelector(`[data-auction="${id}"]`);
  }

  #showFoot() {
    const empty = this.#auctions.size === 0 && emptyNotice(() => t(`home.empty.${this.#status}`));
    const more = this.#next && moreButton(() => this.#load(this.#next));
    this.#foot.replaceChildren(...[empty, more].filter(Boolean));
  }
}

function moreButton(onclick) {
  return h("button", {
    class: "button button--block", type: "button", ".disabled": onclick === null,
    text: () => t(onclick ? "common.more" : "common.loading"), onclick: onclick ?? (() => {}),
  });
}
