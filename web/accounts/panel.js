/** The page of one task: a narrow column with a heading, which takes the focus when the task moves on. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @param {object} options
 * @param {string|(() => string)} options.title key of the text, or the text
 * @param {string|(() => string)|null} [options.lead]
 * @param {Array<Node|null>} children
 * @returns {HTMLElement & {focusHeading: () => void}}
 */
export function panel({ title, lead = null }, ...children) {
  const heading = h("h1", { tabindex: "-1", text: textOf(title) });
  const element = h("div", { class: "task" }, heading, lead && h("p", { class: "lead", text: textOf(lead) }), ...children);
  return Object.assign(element, { focusHeading: () => heading.focus({ preventScroll: true }) });
}

function textOf(keyOrText) {
  return typeof keyOrText === "function" ? keyOrText : () => t(keyOrText);
}

/** A small line of ways on: text and link, each. */
export function waysOn(...ways) {
  return h("ul", { class: "ways" }, ...ways.map(({ question, href, label }) => h("li", {},
    question && h("span", { text: () => t(question) }),
    h("a", { class: "link", href, text: () => t(label) }))));
}

/** The way back to the account, above the heading. */
export function backToAccount() {
  return h("a", { class: "back", href: "/account" }, h("span", { "aria-hidden": "true", text: "‹" }),
    h("span", { text: () => t("account.title") }));
}
