/** Status, category, price and order: what is a link stays a link, so that each choice can be shared and opened beside. */
import { categories, categoryName } from "../categories.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { addressOf, isNarrowed, searchAddress, sortOf, sorts, statuses } from "./filter.js";
import { priceFilter } from "./priceFilter.js";

/**
 * @param {() => import("./filter.js").Filter} filter the present one
 * @param {(address: string) => void} go
 */
export function filterBar(filter, go) {
  const tabs = h("nav", { class: "tabs", "aria-label": () => t("home.tabs") },
    ...statuses.map((status) => h("a", {
      href: () => addressOf(filter(), { status }),
      "aria-current": () => (filter().status === status ? "page" : null),
      text: () => t(`home.${status}`),
    })));

  const chip = (id) => h("li", {}, h("a", {
    class: "chip",
    href: () => addressOf(filter(), { category: id }),
    "aria-current": () => (filter().category === id ? "true" : null),
    text: () => (id ? categoryName(id) : t("filter.allCategories")),
  }));
  const chips = h("ul", { class: "chips" }, chip(null));
  const kinds = h("nav", { class: "chips-row", "aria-label": () => t("filter.categories") }, chips);

  const sort = h("select", {
    class: "sort", "aria-label": () => t("filter.sort"),
    onchange: () => go(addressOf(filter(), { sort: sort.value === sortOf({ ...filter(), sort: null }) ? null : sort.value })),
  }, ...sorts.map((name) => h("option", { value: name, text: () => t(`sort.${name}`) })));
  const prices = priceFilter((range) => go(addressOf(filter(), range)));
  const clear = h("a", {
    class: "link filters__clear", text: () => t("filter.clear"), ".hidden": () => !isNarrowed(filter()),
    href: () => searchAddress({ ...filter(), category: null, minPrice: null, maxPrice: null }, ""),
  });

  const element = h("div", { class: "filters" }, tabs, kinds,
    h("div", { class: "filters__row" }, prices.element, sort, clear));

  categories().then((items) => {
    chips.append(...items.map(({ id }) => chip(id)));
    show();
  }).catch(() => {}); // the list tells that the server is away

  function show() {
    refresh(element);
    sort.value = sortOf(filter());
    prices.show(filter());
    const chosen = chips.querySelector("[aria-current]");
    if (chosen) chips.scrollLeft = chosen.offsetLeft - (chips.clientWidth - chosen.offsetWidth) / 2;
  }
  return { element, show };
}
