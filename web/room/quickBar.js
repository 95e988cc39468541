/** On a phone, while one reads the chat: price and time stay in sight, and the way back to the bid is one tap. */
import { h, refresh } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../components/countdown.js";

/**
 * @param {import("./state.js").RoomState} state with its auction known
 * @param {HTMLElement} deal what the bar stands in for while it is out of view
 * @param {() => void} toForm
 */
export function quickBar(state, deal, toForm) {
  let isAway = false;
  const auction = () => state.auction;
  const element = h("div", { class: "quick-bar", "data-keep-clear": true, ".hidden": () => !isAway || auction().status !== "live" },
    h("div", { class: "quick-bar__facts" },
      h("strong", { class: "price", text: () => money(auction().price ?? auction().startPrice) }),
      countdown(auction)),
    h("button", { class: "button button--primary", type: "button", text: () => t("bid.title"), onclick: toForm }));

  const observer = new IntersectionObserver(([entry]) => {
    isAway = !entry.isIntersecting && entry.boundingClientRect.bottom < entry.rootBounds.bottom;
    refresh(element);
  }, { rootMargin: "-64px 0px 0px" }); // what lies under the site's header is out of sight
  observer.observe(deal);
  return { element, update: () => refresh(element), dispose: () => observer.disconnect() };
}
