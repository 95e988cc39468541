/** From which price and up to which. */
import { h, refresh } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { amountOf, moneyField, setAmount } from "../components/moneyField.js";

/** @param {(range: {minPrice: number|null, maxPrice: number|null}) => void} choose */
export function priceFilter(choose) {
  let range = { minPrice: null, maxPrice: null };
  const least = moneyField({ id: "min-price", name: "minPrice", placeholder: "0" });
  const most = moneyField({ id: "max-price", name: "maxPrice", placeholder: () => t("filter.noLimit") });
  const field = (input, key) => h("div", { class: "field" }, h("label", { for: input.id, text: () => t(key) }), input);

  const summary = h("summary", { class: "chip", "data-on": () => String(isSet(range)) },
    h("span", { text: () => rangeText(range) }), icon("down"));
  const element = h("details", { class: "price-filter" }, summary,
    h("form", { class: "price-filter__panel stack", novalidate: true, onsubmit: submit },
      h("div", { class: "price-filter__pair" }, field(least, "filter.minPrice"), field(most, "filter.maxPrice")),
      h("div", { class: "price-filter__actions" },
        h("button", { class: "button", type: "button", text: () => t("filter.anyPrice"), onclick: () => leave({ minPrice: null, maxPrice: null }) }),
        h("button", { class: "button button--primary", type: "submit", text: () => t("filter.apply") }))));
  element.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget)) element.open = false;
  });

  function submit(event) {
    event.preventDefault();
    const [minPrice, maxPrice] = [amountOf(least), amountOf(most)];
    const isReversed = minPrice !== null && maxPrice !== null && minPrice > maxPrice;
    leave(isReversed ? { minPrice: maxPrice, maxPrice: minPrice } : { minPrice, maxPrice });
  }

  function leave(chosen) {
    element.open = false;
    summary.focus();
    choose(chosen);
  }

  return {
    element,
    show({ minPrice, maxPrice }) {
      range = { minPrice, maxPrice };
      setAmount(least, minPrice);
      setAmount(most, maxPrice);
      refresh(element);
    },
  };
}

function isSet({ minPrice, maxPrice }) {
  return minPrice !== null || maxPrice !== null;
}

function rangeText({ minPrice, maxPrice }) {
  if (minPrice !== null && maxPrice !== null) return t("filter.between", { from: money(minPrice), to: money(maxPrice) });
  if (minPrice !== null) return t("filter.from", { price: money(minPrice) });
  return maxPrice === null ? t("filter.price") : t("filter.upTo", { price: money(maxPrice) });
}
