/** What stands in place of content: nothing there, or it failed and can be tried again. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "./icon.js";

/**
 * @param {() => string} text
 * @param {{href: string, label: string}|null} [way] a way on, and the key of its text
 */
export function emptyNotice(text, way = null) {
  return h("div", { class: "notice" }, icon("hand"),
    h("p", { text }),
    way && h("a", { class: "button", href: way.href, text: () => t(way.label) }));
}

/**
 * @param {() => string} text
 * @param {() => void} retry
 */
export function errorNotice(text, retry) {
  return h("div", { class: "notice", role: "alert" },
    h("p", { text }),
    h("button", { class: "button", type: "button", text: () => t("common.retry"), onclick: retry }));
}
