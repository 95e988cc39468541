/** The box one searches with. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { longestSearch } from "./filter.js";

/** @param {(q: string) => void} search given an empty text, it shows everything again */
export function searchBox(search) {
  const input = h("input", {
    type: "search", name: "q", autocomplete: "off", enterkeyhint: "search", maxlength: longestSearch,
    "aria-label": () => t("search.label"), placeholder: () => t("search.placeholder"),
  });
  const clear = h("button", {
    class: "button button--quiet button--icon search__clear", type: "button", "aria-label": () => t("search.clear"),
    onclick: () => {
      input.value = "";
      input.focus();
      search("");
    },
  }, icon("close"));
  const element = h("form", {
    class: "search", role: "search", novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      input.blur(); // puts a phone's keyboard away, which hides what was found
      search(input.value.trim());
    },
  }, icon("search"), input, clear);
  return {
    element,
    /** @param {string} q what the address says */
    show(q) {
      input.value = q;
    },
  };
}
