/**
 * The log of a conversation: messages oldest first, one's own at once with what became of them, kept at the newest unless
 * one reads back. The chat of a room and of a trade are both one; what one writes with is theirs.
 */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { uuid } from "../uuid.js";
import { Timeline } from "../room/timeline.js";
import { pendingRow } from "./messageRow.js";

const nearEnd = 80; // px from the end that still count as reading along
const nearStart = 200; // px from the start: older messages are asked for

/**
 * @typedef {{id: string, text: string, images: object[], failed: boolean, row: HTMLElement}} Pending a message that is
 *   not answered; `id` is the same for every try
 */
export class Conversation {
  #entries;
  #deliver;
  #failed;
  #load;
  #loadsOnScroll;
  /** @type {Map<string, Pending>} */ #pending = new Map();
  #timeline;
  #pendingList = h("ol", { class: "timeline__list chat__pending" });
  #isBehind = false;

  /**
   * @param {object} options
   * @param {string} options.titleId of the heading that names the log
   * @param {() => Map<number, object>} options.entries by seq
   * @param {(entry: object) => HTMLElement} options.row
   * @param {{older: string, empty: string, failed: string}} options.words keys of texts
   * @param {(cursor: string|null) => Promise<string|null>} options.load merges a page, answers the next cursor
   * @param {(pending: Pending) => Promise<void>} options.deliver sends it, and merges the answer
   * @param {(error: Error) => void} options.failed it was not sent
   * @param {boolean} [options.loadsOnScroll] older messages come as one scrolls up, not only by the button
   */
  constructor({ titleId, entries, row, words, load, deliver, failed, loadsOnScroll = false }) {
    this.#entries = entries;
    this.#deliver = deliver;
    this.#failed = failed;
    this.#load = load;
    this.#loadsOnScroll = loadsOnScroll;
    this.#timeline = new Timeline({ entries, row, newestFirst: false, words, load: (cursor) => this.#loadPage(cursor) });
    this.scroller = h("div", {
      class: "chat__scroll", role: "log", tabindex: "0", "aria-labelledby": titleId, onscroll: () => this.#scrolled(),
    }, this.#timeline.older, this.#timeline.note, this.#timeline.list, this.#pendingList);
    this.jump = h("button", {
      class: "button button--dark chat__jump", type: "button", ".hidden": () => !this.#isBehind,
      text: () => t("chat.newMessages"), onclick: () => this.#toEnd(),
    });
    this.element = h("div", { class: "chat__body" }, this.scroller, this.jump);
  }

  restart() {
    return this.#timeline.restart();
  }

  /** After what is known of the messages changed. */
  refresh() {
    refresh(this.#timeline.list);
  }

  /** After messages came. */
  render() {
    this.#settlePending();
    const wasAtEnd = this.#isAtEnd;
    const before = this.#timeline.list.lastElementChild;
    this.#timeline.render();
    if (wasAtEnd) this.#toEnd();
    else if (before !== this.#timeline.list.lastElementChild) this.#isBehind = true;
    refresh(this.jump);
  }

  /** Shows one's own message at once, and sends it. */
  post(text, images = []) {
    const pending = { id: uuid(), text, images, failed: false };
    pending.row = pendingRow(pending, () => this.#send(pending));
    this.#pending.set(pending.id, pending);
    this.#pendingList.append(pending.row);
    this.#toEnd();
    this.#send(pending);
  }

  async #send(pending) {
    pending.failed = false;
    refresh(pending.row);
    try {
      await this.#deliver(pending);
      this.#remove(pending);
      this.render();
    } catch (error) {
      pending.failed = true;
      refresh(pending.row);
      this.#failed(error);
    }
  }

  async #loadPage(cursor) {
    const next = await this.#load(cursor);
    // The rows appear above what is read: the distance from the end must stay.
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    queueMicrotask(() => requestAnimationFrame(() => {
      this.scroller.scrollTop = cursor ? this.scroller.scrollHeight - fromEnd : this.scroller.scrollHeight;
    }));
    return next;
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#isBehind = false;
    refresh(this.jump);
  }

  #scrolled() {
    if (this.#loadsOnScroll && this.scroller.scrollTop < nearStart && this.#timeline.hasMore) this.#timeline.loadOlder();
    if (!this.#isBehind || !this.#isAtEnd) return;
    this.#isBehind = false;
    refresh(this.jump);
  }

  /** The event may come before the reply: the line must not stand there twice meanwhile. */
  #settlePending() {
    if (this.#pending.size === 0) return;
    const shown = new Set([...this.#timeline.list.children].map((row) => Number(row.dataset.seq)));
    for (const { seq, author, text, images = [] } of this.#entries().values()) {
      if (shown.has(seq) || author.id !== session.user?.id) continue;
      const same = [...this.#pending.values()].find((each) => each.text === text && each.images.length === images.length);
      if (same) this.#remove(same);
    }
  }

  #remove(pending) {
    this.#pending.delete(pending.id);
    pending.row.remove();
  }
}
