/**
 * A thin strip along the foot of the window: the other auctions that one is in, with their prices moving. It lies over
 * the page, so that nothing moves when it comes, and the page ends above it.
 */
import { clock } from "../clock.js";
import { h, painter, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { arrange } from "../components/keyedList.js";
import { InvolvedAuctions } from "./involved.js";
import { stripItem } from "./stripItem.js";

/** @param {import("../router.js").Router} router */
export function strip(router) {
  const involved = new InvolvedAuctions();
  let items = new Map();
  const list = h("ul", { class: "strip__list" });
  const element = h("nav", { class: "strip", "aria-label": () => t("strip.label"), ".hidden": () => items.size === 0 }, list);
  let stopClock = null;

  const paint = painter(() => {
    items = new Map(involved.items.map((item) => [item.id, item]));
    arrange(list, [...items.keys()], (id) => {
      let known = items.get(id);
      return stripItem(() => (known = items.get(id) ?? known));
    });
    refresh(element);
    if (items.size > 0) stopClock ??= clock.everySecond(() => refresh(list));
    else {
      stopClock?.();
      stopClock = null;
    }
  });
  involved.addEventListener("change", paint);
  router.addEventListener("page", () => {
    const room = /^\/auctions\/(\d+)$/.exec(location.pathname);
    involved.leaveOut(room ? Number(room[1]) : null);
  });
  return element;
}
