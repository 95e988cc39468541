/** Time left until an auction starts or ends, by the server's clock. */
import { clock } from "../clock.js";
import { h } from "../dom.js";
import { remaining } from "../format.js";
import { t } from "../i18n.js";

/** Milliseconds until the next turn of the auction; null when there is none. */
export function untilTurn(auction) {
  if (auction.status === "live") return Date.parse(auction.endsAt) - clock.now();
  if (auction.status === "upcoming") return Date.parse(auction.startsAt) - clock.now();
  return null;
}

/** `4:05`, or a word when the time is up and the server has not yet said so. */
export function countdownText(auction) {
  if (auction.status === "cancelled") return t("auction.cancelled");
  const left = untilTurn(auction);
  if (left === null) return t("auction.ended");
  if (left <= 0) return t(auction.status === "live" ? "auction.closing" : "auction.starting");
  return remaining(left);
}

/** How pressing it is, for the style: `calm`, `soon` in the last minute, `now` in the last ten seconds. */
export function urgency(auction) {
  const left = auction.status === "live" ? untilTurn(auction) : Infinity;
  return left <= 10_000 ? "now" : left <= 60_000 ? "soon" : "calm";
}

/** @param {() => object} auction */
export function countdown(auction) {
  return h("span", {
    class: "countdown", role: "timer", "aria-live": "off",
    "data-urgency": () => urgency(auction()),
    text: () => countdownText(auction()),
  });
}
