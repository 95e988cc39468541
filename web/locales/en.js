import accounts from "./en/accounts.js";
import auctions from "./en/auctions.js";
import finding from "./en/finding.js";
import realtime from "./en/realtime.js";
import selling from "./en/selling.js";
import trading from "./en/trading.js";

export default {
  ...accounts,
  ...auctions,
  ...finding,
  ...realtime,
  ...selling,
  ...trading,

  "site.name": "Hands-up",
  "site.home": "Hands-up home",
  "site.skip": "Skip to content",
  "site.language": "한국어",
  "site.languageLabel": "한국어로 보기",
  "site.open": "Open an auction",
  "common.retry": "Try again",
  "common.more": "Show more",
  "common.loading": "Loading",
  "common.close": "Close",
  "common.cancel": "Cancel",
  "time.daysHours": "{days}d {hours}h",
  "time.justNow": "just now",
  "time.seconds": "{count} seconds",
  "time.seconds.one": "1 second",
  "time.minutes": "{count} minutes",
  "time.hours": "{count} hours",
  "time.days": "{count} days",
  "time.days.one": "1 day",

  "notFound.title": "This page does not exist",
  "notFound.lead": "It may have moved or gone.",

  "error.unknown": "Something went wrong. Please try again in a moment.",
  "error.network": "The server cannot be reached. Please check your connection.",
  "error.unavailable": "That cannot be done right now. Please try again in a moment.",
  "error.rateLimited": "Too many requests. Please try again in a moment.",
  "error.rateLimitedUntil": "Too many tries. Please try again in {time}.",
  "error.credentials.wrong": "That does not match. Please check the name or number, and the password.",
  "error.account.suspended": "This account has been suspended.",
  "error.account.suspendedUntil": "This account is suspended until {time}.",
  "error.account.leading": "You are the highest bidder in a live auction. You can leave when it has ended.",
  "error.account.selling": "An auction of yours is live. You can leave when it has ended.",
  "error.unauthenticated": "Please sign in first.",
  "error.forbidden": "You are not allowed to do this.",
  "error.notFound": "Not found.",
  "error.invalid": "Please check what you entered.",
  "error.tooLarge": "That is too long.",
  "error.bid.tooLow": "Too low. Please bid {minimum} or more.",
  "error.bid.notLive": "This auction has not started yet.",
  "error.bid.ended": "This auction has ended.",
  "error.bid.ownAuction": "You cannot bid on your own auction.",
  "error.idempotency.mismatch": "This differs from what was sent before. Please try again.",
};
