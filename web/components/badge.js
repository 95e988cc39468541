/** How much is unread, as a number on a disc. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

const most = 99;

/** `99+` where there is more than that. @param {number} count */
export function shortCount(count) {
  return count > most ? `${most}+` : String(count);
}

/**
 * @param {() => number} count nothing is shown for 0
 * @param {string} label key of the words for a screen reader
 */
export function badge(count, label) {
  return h("span", { class: "badge", ".hidden": () => count() === 0 },
    h("span", { "aria-hidden": "true", text: () => shortCount(count()) }),
    h("span", { class: "visually-hidden", text: () => t(label, { count: count() }) }));
}
