/**
 * A list in which each entry has a seq: new ones are put in their place, what is shown stays untouched, older
 * pages come on demand from HTTP. Bids and conversations are both one.
 */
import { h, refresh } from "../dom.js";
import { errorText, t } from "../i18n.js";

const mostShown = 500; // more rows than anybody reads; a hot auction would fill the memory otherwise

export class Timeline {
  #entries;
  #row;
  #load;
  #newestFirst;
  #cursor = null;
  #generation = 0;
  #phase = "loading"; // loading, ready, failed
  #error = null;

  /**
   * @param {object} options
   * @param {() => Map<number, object>} options.entries by seq
   * @param {(entry: object) => HTMLElement} options.row
   * @param {(cursor: string|null) => Promise<string|null>} options.load merges a page, answers the next cursor
   * @param {boolean} options.newestFirst
   * @param {{older: string, empty: string, failed: string}} options.words keys of texts
   */
  constructor({ entries, row, load, newestFirst, words }) {
    this.#entries = entries;
    this.#row = row;
    this.#load = load;
    this.#newestFirst = newestFirst;
    this.list = h("ol", { class: "timeline__list" });
    this.older = h("button", {
      class: "button button--quiet button--block timeline__older", type: "button",
      ".hidden": () => !(this.#phase === "failed" || (this.#phase === "ready" && this.#cursor)),
      text: () => (this.#phase === "failed" ? t("common.retry") : t(words.older)),
      onclick: () => this.loadOlder(),
    });
    this.note = h("p", {
      class: "timeline__note", role: "status",
      ".hidden": () => !this.#noteText(words), text: () => this.#noteText(words),
    });
  }

  #noteText(words) {
    if (this.#phase === "failed") return `${t(words.failed)} ${errorText(this.#error)}`;
    if (this.#phase === "loading") return t("common.loading");
    return this.#entries().size === 0 ? t(words.empty) : "";
  }

  /** Whether there is an older page, and none is on its way. */
  get hasMore() {
    return this.#phase === "ready" && this.#cursor !== null;
  }

  /** From the newest page again; rows that are known stay. */
  async restart() {
    this.#cursor = null;
    await this.loadOlder();
  }

  async loadOlder() {
    const generation = ++this.#generation;
    this.#phase = "loading";
    this.#show();
    try {
      const next = await this.#load(this.#cursor);
      if (generation !== this.#generation) return;
      this.#cursor = next;
      this.#phase = "ready";
    } catch (error) {
      if (generation !== this.#generation || error.name === "AbortError") return;
      this.#error = error;
      this.#phase = "failed";
    }
    this.render();
  }

  /** Brings the rows in line with the entries. */
  render() {
    const seqs = [...this.#entries().keys()].sort((a, b) => b - a);
    for (const seq of seqs.splice(mostShown)) this.#entries().delete(seq);
    if (this.#entries().size === mostShown) this.#cursor = null;
    if (!this.#newestFirst) seqs.reverse();

    const wanted = new Set(seqs);
    const rows = new Map();
    for (const row of [...this.list.children]) {
      const seq = Number(row.dataset.seq);
      if (wanted.has(seq)) rows.set(seq, row);
      else row.remove();
    }
    let previous = null;
    for (const seq of seqs) {
      let row = rows.get(seq);
      if (!row) {
        row = this.#row(this.#entries().get(seq));
        row.dataset.seq = String(seq);
        if (previous) previous.after(row);
        else this.list.prepend(row);
      }
      previous = row;
    }
    this.#show();
  }

  #show() {
    refresh(this.older);
    refresh(this.note);
  }
}
