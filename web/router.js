/**
 * Pages by address, over the History API. The router owns the title, the focus, and the scroll position of each
 * entry in the history. The title tells how much is unread.
 *
 * A page with `revisit` stays where only its query changes, and with it what is open and has the focus on it.
 * One with `ready` is as tall as it was when that is settled: then it is scrolled to where one had been.
 *
 * @typedef {{element: HTMLElement, title: () => string, dispose?: () => void, ready?: Promise<void>,
 *   revisit?: (query: URLSearchParams) => Promise<void>|void}} Page
 */
import { refresh } from "./dom.js";
import { errorNotice } from "./components/notice.js";
import { shortCount } from "./components/badge.js";
import { t } from "./i18n.js";

/** Event: `page`, when another one is shown. */
export class Router extends EventTarget {
  #routes = [];
  #outlet;
  #page = null;
  #route = null;
  #showing = null;
  #scrollTimer = null;
  /** Whether the page is shown because somebody came back to it: by the history, or by a reload. */ isReturning = false;

  #unread;

  /**
   * @param {HTMLElement} outlet
   * @param {() => number} [unread] how much of what the person should know has not been seen
   */
  constructor(outlet, unread = () => 0) {
    super();
    this.#outlet = outlet;
    this.#unread = unread;
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", () => {
      clearTimeout(this.#scrollTimer); // the position on the page that was left is not this one's
      this.isReturning = true;
      this.#show({ scroll: history.state?.scroll ?? 0 });
    });
    window.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
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
    this.isReturning = history.state !== null;
    this.#show({ scroll: history.state?.scroll ?? 0, focus: false });
  }

  go(address) {
    clearTimeout(this.#scrollTimer);
    this.remember({ scroll: window.scrollY });
    history.pushState({ scroll: 0 }, "", address);
    this.isReturning = false;
    this.#show({ scroll: 0 });
  }

  /** The same, in the place of the present entry of the history. */
  replace(address) {
    clearTimeout(this.#scrollTimer);
    history.replaceState({ scroll: 0 }, "", address);
    this.isReturning = false;
    this.#show({ scroll: 0 });
  }

  /** Keeps values with the present entry of the history; they outlive a reload. */
  remember(values) {
    history.replaceState({ ...history.state, ...values }, "");
  }

  /** What was remembered under that name with the present entry of the history. */
  recall(name) {
    return history.state?.[name] ?? null;
  }

  /** Everything on the page in the language that is set now. */
  translate() {
    refresh(document.body);
    this.retitle();
  }

  /** The page learned its title, for instance when its data came, or something was read. */
  retitle() {
    if (!this.#page) return;
    const unread = this.#unread();
    document.title = `${unread > 0 ? `(${shortCount(unread)}) ` : ""}${this.#page.title()}`;
  }

  async #show({ scroll, focus = true }) {
    const path = location.pathname;
    const query = new URLSearchParams(location.search);
    const route = this.#routes.find(({ pattern }) => pattern.test(path));
    const showing = (this.#showing = Symbol(path));
    if (this.#page?.revisit && this.#route === route) {
      const ready = this.#page.revisit(query);
      this.retitle();
      return this.#scrollTo(scroll, ready, showing);
    }
    let page;
    try {
      page = await route.make(route.pattern.exec(path).slice(1), query);
    } catch {
      page = { element: errorNotice(() => t("error.network"), () => location.reload()), title: () => t("site.name") };
    }
    if (showing !== this.#showing) return page.dispose?.(); // one has gone on meanwhile
    this.#page?.dispose?.();
    this.#page = page;
    this.#route = route;
    this.#outlet.replaceChildren(page.element);
    this.retitle();
    this.dispatchEvent(new Event("page"));
    if (focus) this.#outlet.focus({ preventScroll: true });
    this.#scrollTo(scroll, page.ready, showing);
  }

  /** Goes there at once, and again when the page is as tall as it was, unless the reader went elsewhere meanwhile. */
  async #scrollTo(top, ready, showing) {
    window.scrollTo({ top, behavior: "instant" });
    if (top === 0 || !ready) return;
    const reader = new AbortController();
    for (const event of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      window.addEventListener(event, () => reader.abort(), { signal: reader.signal, passive: true });
    }
    await ready.catch(() => {});
    const isElsewhere = reader.signal.aborted || showing !== this.#showing;
    reader.abort();
    if (!isElsewhere) window.scrollTo({ top, behavior: "instant" });
  }

  /** Browsers take about a hundred changes of the history in 30 s, hence only where the scrolling rests. */
  #noteScroll() {
    clearTimeout(this.#scrollTimer);
    this.#scrollTimer = setTimeout(() => this.remember({ scroll: window.scrollY }), 250);
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
