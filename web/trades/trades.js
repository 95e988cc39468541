/** The person's trades as a whole: how many messages are unread, and which trade belongs to an auction. */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { session } from "../session.js";

const rest = 500; // ms; several messages in a row need one look
const pageSize = 100;

/**
 * @typedef {"open"|"agreed"|"done"|"cancelled"} TradeState
 * @typedef {{state: TradeState, by: number}} Proposal
 * @typedef {{trade: number, seq: number, kind: "message"|"state", author: import("../realtime.js").Profile, text: string,
 *   images: object[], at: string, state?: TradeState, proposal?: Proposal|null}} Entry
 * @typedef {{id: number, auction: {id: number, title: string, imageUrl: string|null, price: number},
 *   role: "seller"|"winner", partner: import("../realtime.js").Profile, state: TradeState, proposal: Proposal|null,
 *   moves: TradeState[], lastMessage: Entry|null, unreadCount: number, readUpTo: number, partnerReadUpTo: number,
 *   seq: number, at: string, createdAt: string}} Trade
 */

/** Event: `change`. */
class Trades extends EventTarget {
  /** Messages over all trades, counted up to 100. */ unread = 0;
  #user = null;
  #timer = null;
  /** @type {Map<number, number>} ids by auction */ #byAuction = new Map();

  constructor() {
    super();
    session.addEventListener("change", () => this.#follow());
    connection.addEventListener("signedIn", () => this.#look());
    connection.addEventListener("trade", ({ detail }) => {
      if (detail.author.id === this.#user) return;
      this.#set(this.unread + 1);
      this.#lookSoon();
    });
    connection.addEventListener("tradeRead", ({ detail }) => {
      if (detail.reader === this.#user) this.#lookSoon();
    });
  }

  /**
   * The trade of an auction that one has sold or won.
   * @returns {Promise<number|null>} its id; rejects with `ApiError`
   */
  async of(auction) {
    let cursor = null;
    while (!this.#byAuction.has(auction)) {
      const { items, next } = await api.trades({ cursor, limit: pageSize });
      for (const item of items) this.#byAuction.set(item.auction.id, item.id);
      if (next === null) break;
      cursor = next;
    }
    return this.#byAuction.get(auction) ?? null;
  }

  #follow() {
    const user = session.user?.id ?? null;
    if (user === this.#user) return;
    this.#user = user;
    this.#byAuction.clear();
    clearTimeout(this.#timer);
    this.#set(0);
  }

  #lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), rest);
  }

  async #look() {
    const user = this.#user;
    if (user === null) return;
    const page = await api.trades({ limit: 1 }).catch(() => null); // news, or the next connection, asks again
    if (page && user === this.#user) this.#set(page.unread);
  }

  #set(unread) {
    if (unread === this.unread) return;
    this.unread = unread;
    this.dispatchEvent(new Event("change"));
  }
}

export const trades = new Trades();
