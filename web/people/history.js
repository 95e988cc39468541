/** The auctions of a person, by what they are to that person, and by status. */
import { api } from "../api.js";
import { clock } from "../clock.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { AuctionList } from "../components/auctionList.js";
import { keptList } from "../components/keptLists.js";

/** Which statuses may be chosen; what was won has ended. */
const choices = {
  selling: ["live", "upcoming", "ended"],
  liked: ["live", "upcoming", "ended"],
  won: [],
};

/**
 * @param {object} options
 * @param {import("../router.js").Router} options.router
 * @param {number} options.user
 * @param {"selling"|"won"|"liked"} options.role
 * @param {URLSearchParams} options.query its `status` is the one that is chosen
 * @param {(status: string|null) => string} options.address of the same with another status
 * @param {() => Node} options.empty
 * @param {boolean} [options.isOwn] one's own also tells what was cancelled
 */
export function history({ router, user, role, query, address, empty, isOwn = false }) {
  const known = [...choices[role], ...(isOwn && role === "selling" ? ["cancelled"] : [])];
  const status = known.includes(query.get("status")) ? query.get("status") : null;
  const { isReturning } = router;
  const list = keptList(`${user} ${role} ${status}`, isReturning, () => new AuctionList({
    ask: (page, signal) => api.auctionsOf(user, { role, status, ...page }, signal), empty,
  }));
  const chip = (value) => h("li", {}, h("a", {
    class: "chip", href: address(value), "aria-current": value === status ? "true" : null,
    text: () => t(value === null ? "home.all" : value === "cancelled" ? "own.cancelled" : `home.${value}`),
  }));
  const element = h("div", { class: "history" },
    known.length > 0 && h("nav", { "aria-label": () => t("own.statuses") }, h("ul", { class: "chips" }, ...[null, ...known].map(chip))),
    list.element);

  const ready = list.show(router);
  const stopClock = clock.everySecond(() => list.tick());
  return {
    element,
    ready,
    dispose() {
      stopClock();
      list.hide();
    },
  };
}
