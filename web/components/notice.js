/** What stands in place of content: nothing there, or it failed and can be tried again. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

/** @param {() => string} text */
export function emptyNotice(text) {
  return h("p", { class: "notice", text });
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
