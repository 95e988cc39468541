/**
 * Messages that lie over the page until they are closed or have been there long enough: one that stays, one that passes;
 * a newer one replaces the one of its sort. They give way to what one bids and writes with.
 */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "./icon.js";
import { placeToast } from "./toastPlace.js";

const shownFor = 8_000; // ms; what asks for something stays until it is closed
const lookEvery = 250; // ms; pages change under a toast without scrolling, too
const region = h("div", { class: "toasts", role: "status" });
document.body.append(region);
const place = () => placeToast(region);
let timer = null;
let looking = null;

/**
 * @param {() => string} text
 * @param {{href: string, label: string}|null} [action] a link, and the key of its text
 * @param {{isPassing?: boolean}} [options] `isPassing`: goes by itself; so does what asks for nothing
 * @returns {() => void} closes it
 */
export function toast(text, action = null, { isPassing = action === null } = {}) {
  if (isPassing) clearTimeout(timer);
  const message = h("div", { class: "toast", "data-passing": String(isPassing) },
    h("p", { class: "toast__text", text }),
    action && h("a", { class: "toast__action", href: action.href, text: () => t(action.label), onclick: () => close() }),
    h("button", { class: "toast__close", type: "button", "aria-label": () => t("common.close"), onclick: () => close() },
      icon("close")));
  const close = () => {
    message.remove();
    if (!region.firstElementChild) stopLooking();
  };
  message.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  region.querySelector(`[data-passing="${isPassing}"]`)?.remove();
  region.append(message);
  refresh(region);
  startLooking();
  // Somebody reads or reaches for it: it stays.
  if (isPassing) timer = setTimeout(() => message.matches(":hover, :focus-within") || close(), shownFor);
  return close;
}

function startLooking() {
  stopLooking();
  delete region.dataset.place;
  place();
  looking = setInterval(place, lookEvery);
  window.addEventListener("scroll", place, { passive: true });
  window.addEventListener("resize", place);
}

function stopLooking() {
  clearInterval(looking);
  window.removeEventListener("scroll", place);
  window.removeEventListener("resize", place);
}
