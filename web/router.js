/**
 * Pages by address, over the History API. A page is `{element, title(), dispose?()}`; the router owns the
 * title, the focus, and the scroll position of each entry in the history.
 */
import { refresh } from "./dom.js";

export class Router {
  #routes = [];
  #outlet;
  #page = null;

  constructor(outlet) {
    this.#outlet = outlet;
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", () => this.#show({ scroll: history.state?.scroll ?? 0 }));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  /** @param {RegExp} pattern on the path; its groups are given to `make` with the query */
  on(pattern, make) {
    this.#routes.push({ pattern, make });
    return this;
  }

  start() {
    this.#show({ scroll: history.state?.scroll ?? 0, focus: false });
  }

  go(address) {
    history.replaceState({ ...history.state, scroll: window.scrollY }, "");
    history.pushState({ scroll: 0 }, "", address);
    this.#show({ scroll: 0 });
  }

  /** The same, in the place of the present entry of the history. */
  replace(address) {
    history.replaceState({ scroll: 0 }, "", address);
    this.#show({ scroll: 0 });
  }

  /** Everything on the page in the language that is set now. */
  translate() {
    refresh(document.body);
    document.title = this.#page?.title() ?? document.title;
  }

  /** The page learned its title, for instance when its data came. */
  retitle() {
    if (this.#page) document.title = this.#page.title();
  }

  #show({ scroll, focus = true }) {
    const path = location.pathname;
    for (const { pattern, make } of this.#routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      this.#page?.dispose?.();
      this.#page = make(match.slice(1), new URLSearchParams(location.search));
      this.#outlet.replaceChildren(this.#page.element);
      document.title = this.#page.title();
      if (focus) this.#outlet.focus({ preventScroll: true });
      window.scrollTo({ top: scroll, behavior: "instant" });
      return;
    }
  }

  #follow(event) {
    const link = event.target.closest?.("a[href]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    event.preventDefault();
    if (link.hash && link.pathname === location.pathname) document.querySelector(link.hash)?.focus();
    else this.go(link.pathname + link.search);
  }
}
