/** The first page: what is live, upcoming or ended, narrowed and ordered as its address tells. */
import { clock } from "../clock.js";
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { addressOf, isNarrowed, isStart, readFilter, requestOf, searchAddress } from "../browse/filter.js";
import { filterBar } from "../browse/filterBar.js";
import { recommended } from "../browse/recommended.js";
import { searchBox } from "../browse/searchBox.js";
import { AuctionList } from "../components/auctionList.js";
import { keptList } from "../components/keptLists.js";
import { emptyNotice } from "../components/notice.js";

export function homePage({ router, query }) {
  let filter = readFilter(query);
  let list = null;
  let shelf = null;
  const box = searchBox((q) => router.go(searchAddress(filter, q)));
  const bar = filterBar(() => filter, (address) => router.go(address));
  const top = h("div", {}); // the recommended ones, on the start page only
  const place = h("div", {});
  const element = h("section", { class: "page home" },
    h("div", { class: "home__head" },
      h("div", { class: "home__words" },
        h("h1", { dir: "auto", text: () => heading(filter) }),
        h("p", { class: "lead", ".hidden": () => Boolean(filter.q), text: () => t("home.lead") })),
      box.element),
    top, bar.element, place);

  function show() {
    box.show(filter.q);
    bar.show();
    refresh(element);
    if (isStart(filter) !== Boolean(shelf)) {
      shelf?.dispose();
      shelf = isStart(filter) ? recommended() : null;
      top.replaceChildren(...(shelf ? [shelf.element] : []));
    }
    list?.hide();
    const now = filter;
    list = keptList(addressOf(now), router.isReturning, () => newList(now));
    place.replaceChildren(list.element);
    return list.show(router);
  }

  const stopClock = clock.everySecond(() => {
    list.tick();
    for (const each of top.querySelectorAll(".countdown")) refresh(each);
  });
  return {
    element,
    ready: show(),
    title: () => [filter.q || t(`home.${filter.status}`), t("site.name")].join(" · "),
    revisit(next) {
      filter = readFilter(next);
      return show();
    },
    dispose() {
      stopClock();
      shelf?.dispose();
      list.hide();
    },
  };
}

function heading({ q }) {
  return q ? t("search.title", { q }) : t("home.title");
}

function newList(filter) {
  return new AuctionList({
    ask: (page, signal) => api.auctions({ ...requestOf(filter), ...page }, signal),
    empty: () => (isNarrowed(filter)
      ? emptyNotice(() => t("search.empty"), { href: "/", label: "filter.clear" })
      : emptyNotice(() => t(`home.empty.${filter.status}`), { href: "/auctions/new", label: "site.open" })),
  });
}
