/**
 * What the person was told of, newest first as far as it was asked for, and how much of it is unread. Pushed news comes
 * in at once; what was pushed while there was no connection is asked for when there is one again.
 */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { session } from "../session.js";

const patience = 3_000; // ms; without a socket by then HTTP is asked all the same

/**
 * @typedef {"outbid"|"auctionStarted"|"auctionEndingSoon"|"won"|"sold"|"unsold"|"tradeMessage"|"tradeReminder"} Kind
 * @typedef {{id: number, kind: Kind, at: string, read: boolean, auction: number, title: string, imageUrl: string|null,
 *   price: number|null, trade?: number, partner?: import("../realtime.js").Profile}} Notification
 */

/** Events: `change`; `arrived` (`detail` is `{notification, count}`: the newest of so many). */
class Notifications extends EventTarget {
  /** @type {Map<number, Notification>} */ #items = new Map();
  unread = 0;
  /** @type {"loading"|"ready"|"failed"} */ phase = "loading";
  error = null;
  /** Cursor of what is older; null when there is nothing. */ next = null;
  #user = null;
  #timer = null;

  constructor() {
    super();
    session.addEventListener("change", () => this.#follow());
    connection.addEventListener("signedIn", () => this.freshen());
    connection.addEventListener("notification", ({ detail: { type, unread, ...item } }) => this.#arrive([item], unread));
    connection.addEventListener("notificationsRead", ({ detail }) => this.#read(detail));
  }

  /** @returns {Notification[]} newest first */
  get items() {
    return [...this.#items.values()].sort((a, b) => b.id - a.id);
  }

  item(id) {
    return this.#items.get(id);
  }

  /** Asks for the newest again. */
  async freshen() {
    clearTimeout(this.#timer);
    const user = this.#user;
    if (user === null) return;
    try {
      const page = await api.notifications(null);
      if (user !== this.#user) return;
      const known = this.#newest;
      const isFirst = this.phase !== "ready";
      const oldest = Math.min(...page.items.map(({ id }) => id));
      // So much is new that the list would have a hole.
      if (isFirst || (page.next !== null && known < oldest)) {
        this.#items.clear();
        this.next = page.next;
      }
      this.phase = "ready";
      const news = isFirst ? [] : page.items.filter(({ id, read }) => id > known && !read);
      this.#take(page.items);
      if (page.unread === 0) for (const item of this.#items.values()) item.read = true;
      this.unread = page.unread;
      this.#changed();
      if (news.length > 0) this.#tell(news);
    } catch (error) {
      if (user !== this.#user || this.phase === "ready") return;
      Object.assign(this, { phase: "failed", error });
      this.#changed();
    }
  }

  /** Older ones. Rejects with `ApiError`. */
  async more() {
    const [user, cursor] = [this.#user, this.next];
    const page = await api.notifications(cursor);
    if (user !== this.#user || cursor !== this.next) return;
    this.next = page.next;
    this.#take(page.items);
    this.#changed();
  }

  /** All that are known have been seen. */
  async readAll() {
    const upTo = this.#newest;
    if (this.unread === 0 || upTo === 0) return;
    this.#read({ upTo, unread: 0 });
    await api.readNotifications(upTo).catch(() => this.freshen());
  }

  get #newest() {
    return Math.max(0, ...this.#items.keys());
  }

  #follow() {
    const user = session.user?.id ?? null;
    if (user === this.#user) return;
    this.#user = user;
    this.#items.clear();
    Object.assign(this, { unread: 0, phase: "loading", error: null, next: null });
    clearTimeout(this.#timer);
    if (user !== null) this.#timer = setTimeout(() => this.freshen(), patience);
    this.#changed();
  }

  #arrive(items, unread) {
    this.#take(items);
    this.unread = unread;
    this.#changed();
    this.#tell(items);
  }

  #tell(items) {
    const notification = items.reduce((newest, item) => (item.id > newest.id ? item : newest));
    this.dispatchEvent(new CustomEvent("arrived", { detail: { notification, count: items.length } }));
  }

  /** There is one of a kind for each auction: news stands in for it under another id. */
  #take(items) {
    for (const item of items) {
      for (const { id, kind, auction } of [...this.#items.values()]) {
        if (kind === item.kind && auction === item.auction && id < item.id) this.#items.delete(id);
      }
      this.#items.set(item.id, item);
    }
  }

  /** All up to that one, and single ones that were settled by something else, such as leading again. */
  #read({ upTo, ids = [], unread }) {
    for (const item of this.#items.values()) if (item.id <= upTo || ids.includes(item.id)) item.read = true;
    this.unread = unread;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const notifications = new Notifications();
