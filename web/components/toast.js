/** A message that lies over the page until it is closed or has been there long enough; the newest replaces others. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "./icon.js";

const shownFor = 8_000; // ms; what asks for something stays until it is closed
const region = h("div", { class: "toasts", role: "status" });
document.body.append(region);
let timer = null;

/**
 * @param {() => string} text
 * @param {{href: string, label: string}|null} [action] a link, and the key of its text
 * @returns {() => void} closes it
 */
export function toast(text, action = null) {
  clearTimeout(timer);
  const message = h("div", { class: "toast" },
    h("p", { text }),
    action && h("a", { class: "toast__action", href: action.href, text: () => t(action.label), onclick: () => close() }),
    h("button", { class: "toast__close", type: "button", "aria-label": () => t("common.close"), onclick: () => close() },
      icon("close")));
  const close = () => message.remove();
  message.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  region.replaceChildren(message);
  refresh(region);
  // Somebody reads or reaches for it: it stays.
  if (!action) timer = setTimeout(() => message.matches(":hover, :focus-within") || close(), shownFor);
  return close;
}
