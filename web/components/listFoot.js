/**
 * What stands below a list: a button for more, which the page presses itself when it comes near; or that there is
 * nothing, or that it failed.
 */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";

const ahead = "1200px"; // about two screens of a phone: the next page is there before one reaches it

export class ListFoot {
  #more;
  #size;
  #phase = "loading"; // loading, ready (for more), over, failed
  #isByHand = false;
  #observer = null;
  #button = h("button", {
    class: "button button--block", type: "button", ".hidden": () => !["loading", "ready"].includes(this.#phase),
    "aria-disabled": () => String(this.#phase === "loading"),
    text: () => t(this.#phase === "loading" ? "common.loading" : "common.more"),
    onclick: ({ detail }) => {
      if (this.#phase !== "ready") return;
      this.#isByHand = detail === 0; // pressed by a key
      this.#more();
    },
  });
  #end = h("p", {
    class: "list-foot__end", ".hidden": () => this.#phase !== "over" || this.#size() === 0, text: () => t("list.end"),
  });
  #notice = h("div", {});

  /** @param {{more: () => void, size: () => number}} options */
  constructor({ more, size }) {
    this.#more = more;
    this.#size = size;
    // Below skeletons it would only jump when fewer cards than those come.
    const isFirst = () => this.#phase === "loading" && size() === 0;
    this.element = h("div", { class: "list-foot", ".hidden": isFirst }, this.#notice, this.#button, this.#end);
  }

  /** Looks out for the end of the list until `signal` is aborted. */
  watch(signal) {
    this.#observer = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting && this.#phase === "ready") this.#more();
    }, { rootMargin: `0px 0px ${ahead}` });
    this.look();
    signal.addEventListener("abort", () => this.#observer.disconnect());
  }

  /** An observer tells of changes only; one that begins anew tells at once how it is. */
  look() {
    this.#observer?.disconnect();
    this.#observer?.observe(this.element);
  }

  load() {
    this.#notice.replaceChildren();
    this.#set("loading");
  }

  /**
   * @param {object} state
   * @param {boolean} state.hasMore
   * @param {HTMLElement|null} state.first the first of the new cards; who pressed a key goes on there
   * @param {Node|null} state.empty stands there when there is nothing
   */
  rest({ hasMore, first, empty }) {
    this.#notice.replaceChildren(...(empty ? [empty] : []));
    this.#set(hasMore ? "ready" : "over");
    if (this.#isByHand) first?.querySelector("a").focus();
    this.#isByHand = false;
  }

  /** @param {Node} notice */
  fail(notice) {
    this.#notice.replaceChildren(notice);
    this.#set("failed");
  }

  #set(phase) {
    this.#phase = phase;
    refresh(this.element);
  }
}
