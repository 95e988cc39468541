/**
 * The log of one trade. What is pushed comes in order of `seq`; a gap, or a new connection, makes it ask HTTP for what
 * follows the last entry it has. So nothing is missing, nothing is there twice.
 */
import { api } from "../api.js";

const pageSize = 50;
const catchUpSize = 100; // the server's limit

export class TradeLog {
  /** @type {Map<number, import("./trades.js").Entry>} by seq */ entries = new Map();
  /** The last entry that is known together with all before it, as far back as was asked; null before the first page. */
  head = null;
  #id;
  #signal;
  #onchange;
  #pushedUpTo = 0;
  #isCatchingUp = false;

  /** @param {{id: number, signal: AbortSignal, onchange: (entries: import("./trades.js").Entry[]) => void}} options */
  constructor({ id, signal, onchange }) {
    this.#id = id;
    this.#signal = signal;
    this.#onchange = onchange;
  }

  /**
   * An older page, the newest without a cursor.
   * @returns {Promise<string|null>} the next cursor; rejects with `ApiError`
   */
  async page(cursor) {
    const { items, next } = await api.tradeMessages(this.#id, { cursor, limit: pageSize }, this.#signal);
    for (const entry of items) this.entries.set(entry.seq, entry);
    if (cursor === null) this.head = Math.max(this.head ?? 0, 0, ...items.map(({ seq }) => seq));
    this.#onchange(items);
    if (this.#pushedUpTo > this.head) this.catchUp();
    return next;
  }

  /** @param {import("./trades.js").Entry} entry from a push or a reply */
  take(entry) {
    this.#pushedUpTo = Math.max(this.#pushedUpTo, entry.seq);
    if (this.head === null || entry.seq <= this.head) return;
    if (entry.seq > this.head + 1) return this.catchUp();
    this.#append([entry]);
  }

  /** Asks for what is newer than what is known. What fails is asked for again with the next push or connection. */
  async catchUp() {
    if (this.head === null || this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      for (;;) {
        const after = this.head;
        const { items } = await api.tradeMessages(this.#id, { after, limit: catchUpSize }, this.#signal);
        this.#append(items.filter(({ seq }) => seq > this.head));
        if (items.length < catchUpSize && this.#pushedUpTo <= this.head) break;
        if (this.head === after) break; // the server knows no more
      }
    } catch {
      // as said above
    }
    this.#isCatchingUp = false;
  }

  #append(entries) {
    if (entries.length === 0) return;
    for (const entry of entries) this.entries.set(entry.seq, entry);
    this.head = entries.at(-1).seq;
    this.#onchange(entries);
  }
}
