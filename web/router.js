/**
 * Pages by address, over the History API. The router owns the title, the focus, and the scroll position of each
 * entry in the history.
 *
 * @typedef {{element: HTMLElement, title: () => string, dispose?: () => void}} Page
 */
import { refresh } from "./dom.js";
import { errorNotice } from "./components/notice.js";
import { t } from "./i18n.js";

export class Router {
  #routes = [];
  #outlet;
  #page = null;
  #showing = null;

  constructor(outlet) {
    this.#outlet = outlet;
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", () => this.#show({ scroll: history.state?.scroll ?? 0 }));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  /**
   * @param {RegExp} pattern on the path; its groups are given to `make` with the query
   * @param {(groups: string[], query: URLSearchParams) => Page|Promise<Page>} make
   */
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

  async #show({ scroll, focus = true }) {
    const path = location.pathname;
    const { pattern, make } = this.#routes.find((route) => route.pattern.test(path));
    const showing = (this.#showing = Symbol(path));
    let page;
    try {
      page = await make(pattern.exec(path).slice(1), new URLSearchParams(location.search));
    } catch {
      page = { element: errorNotice(() => t("error.network"), () => location.reload()), title: () => t("site.name") };
    }
    if (showing !== this.#showing) return page.dispose?.(); // one has gone on meanwhile
    this.#page?.dispose?.();
    this.#page = page;
    this.#outlet.replaceChildren(page.element);
    document.title = page.title();
    if (focus) this.#outlet.focus({ preventScroll: true });
    window.scrollTo({ top: scroll, behavior: "instant" });
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
