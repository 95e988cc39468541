/**
 * A list of auctions: pages by cursor as one scrolls, prices kept fresh while it is on show. What is shown stays where
 * it is: an auction that left the list shows its end in its place, new ones wait for a press.
 */
import { announce } from "../announce.js";
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { likes } from "../likes.js";
import { problemText } from "../forms/problems.js";
import { session } from "../session.js";
import { auctionCard, cardSkeleton } from "./auctionCard.js";
import { ListFoot } from "./listFoot.js";
import { errorNotice } from "./notice.js";

const pageSize = 24;
const mostAtOnce = 100; // the server's limit
const eagerCards = 4; // surely in sight at first
const freshEvery = 10_000; // ms; the list is a shop window, the room is what is live
const mostLookedAfter = 12; // of those that left the list since the last look

export class AuctionList {
  #ask;
  #empty;
  #auctions = new Map();
  #waiting = new Map(); // new ones that are not shown yet
  #next = null;
  #isLoading = false;
  #router = null;
  #shown = new AbortController(); // aborted while the list is not on show
  #grid = h("ul", { class: "grid" });
  #foot = new ListFoot({ more: () => this.#load(this.#next), size: () => this.#auctions.size });
  #news = h("button", {
    class: "button button--dark auction-list__news", type: "button", ".hidden": () => this.#waiting.size === 0,
    text: () => t("list.news", { count: this.#waiting.size }), onclick: () => this.#showNews(),
  });

  /**
   * @param {object} options
   * @param {(page: {cursor: string|null, limit: number}, signal: AbortSignal) => Promise<import("../api.js").Page>} options.ask
   * @param {() => Node} options.empty what stands there when there is nothing
   */
  constructor({ ask, empty }) {
    this.#ask = ask;
    this.#empty = empty;
    this.element = h("div", { class: "auction-list" }, this.#news, this.#grid, this.#foot.element);
  }

  /**
   * The list is on the page.
   * @param {import("../router.js").Router} router with the present entry of its history it keeps how much is shown
   * @returns {Promise<void>} when it is as long as it was
   */
  show(router) {
    this.#router = router;
    const atLeast = router.isReturning ? router.recall("shown") ?? 0 : 0;
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    const timer = setInterval(() => document.hidden || this.#freshen(), freshEvery);
    signal.addEventListener("abort", () => clearInterval(timer));
    likes.addEventListener("change", () => refresh(this.#grid), { signal });
    let user = session.user?.id;
    session.addEventListener("change", () => {
      if (session.user?.id !== user) this.#freshen(); // what one likes is another's now
      user = session.user?.id;
    }, { signal });
    this.#foot.watch(signal);
    if (this.#auctions.size > 0) {
      this.#freshen();
      return Promise.resolve();
    }
    return this.#load(null, Math.min(mostAtOnce, Math.max(pageSize, atLeast)));
  }

  hide() {
    this.#shown.abort();
    this.#isLoading = false;
  }

  /** Once a second. */
  tick() {
    for (const element of this.#grid.querySelectorAll(".countdown")) refresh(element);
  }

  /** @param {string|null} cursor null for the first page */
  async #load(cursor, limit = pageSize) {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { signal } = this.#shown;
    this.element.setAttribute("aria-busy", "true");
    const skeletons = Array.from({ length: cursor ? 4 : limit > pageSize ? limit : 12 }, cardSkeleton);
    this.#grid.append(...skeletons);
    this.#foot.load();
    let page;
    let next = cursor;
    try {
      // A search that had to look far answers with less than a page, even with nothing: one just goes on.
      do {
        page = await this.#page({ cursor: next, limit }, signal);
        next = page.next;
      } while (page.items.length === 0 && next !== null);
      for (const skeleton of skeletons) skeleton.remove();
      if (signal.aborted) return;
      this.#next = next;
      const first = this.#append(page.items);
      this.#router.remember({ shown: this.#auctions.size });
      if (!cursor) announce(t("list.found", { count: this.#auctions.size }));
      this.#foot.rest({ hasMore: next !== null, first, empty: this.#auctions.size === 0 ? this.#empty() : null });
    } catch (error) {
      for (const skeleton of skeletons) skeleton.remove();
      if (signal.aborted) return;
      const text = () => `${t("home.failed")} ${searchProblem(error) ?? problemText(error)}`;
      this.#foot.fail(errorNotice(text, () => this.#load(cursor, limit)));
    } finally {
      if (!signal.aborted) this.#isLoading = false;
      this.element.removeAttribute("aria-busy");
    }
    this.#foot.look();
  }

  async #page(request, signal) {
    const askedAt = performance.now();
    const page = await this.#ask(request, signal);
    for (const item of page.items) likes.learn(item, askedAt);
    return page;
  }

  /** @returns {HTMLElement|null} the first card that is new */
  #append(items) {
    const fresh = items.filter(({ id }) => !this.#auctions.has(id));
    const cards = fresh.map((item, index) => this.#card(item, this.#auctions.size + index < eagerCards));
    for (const item of items) this.#auctions.set(item.id, item);
    this.#grid.append(...cards);
    refresh(this.#grid);
    return cards[0] ?? null;
  }

  #card(item, isEager = false) {
    return auctionCard(() => this.#auctions.get(item.id) ?? item, { isEager });
  }

  /** Asks again for what is shown. */
  async #freshen() {
    if (this.#isLoading) return;
    const { signal } = this.#shown;
    const askedAt = performance.now();
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.#auctions.size));
    const page = await this.#page({ cursor: null, limit }, signal).catch(() => null);
    if (!page || this.#isLoading || signal.aborted) return;
    if (this.#auctions.size === 0) {
      this.#next = page.next;
      if (page.items.length > 0) this.#foot.rest({ hasMore: page.next !== null, first: null, empty: null });
      this.#append(page.items);
      return;
    }
    const told = new Set(page.items.map(({ id }) => id));
    for (const item of page.items) {
      if (this.#auctions.has(item.id)) this.#auctions.set(item.id, item);
      else this.#waiting.set(item.id, item);
    }
    // Only what a whole answer leaves out has left the list.
    const isWhole = page.next === null || told.size >= this.#auctions.size;
    const gone = isWhole ? [...this.#auctions.keys()].filter((id) => !told.has(id)) : [];
    for (const id of gone.slice(0, mostLookedAfter)) {
      const now = await api.auction(id, signal).catch(() => null);
      if (signal.aborted) return;
      if (!now) continue;
      likes.learn(now, askedAt);
      this.#auctions.set(id, now);
    }
    refresh(this.#grid);
    refresh(this.#news);
  }

  #showNews() {
    const cards = [...this.#waiting.values()].map((item) => this.#card(item));
    for (const [id, item] of this.#waiting) this.#auctions.set(id, item);
    this.#waiting.clear();
    this.#grid.prepend(...cards);
    refresh(this.#news);
    this.element.scrollIntoView({ block: "nearest" });
    cards[0]?.querySelector("a").focus();
  }
}

/** Words of a search that the server cannot take. */
function searchProblem(error) {
  return error.fields?.some(({ name }) => name === "q") ? t("search.tooMuch") : null;
}
