/** A notification in words, and where it leads. */
import { money } from "../format.js";
import { t } from "../i18n.js";
import { nameOf } from "../components/person.js";

/** The kinds in the order of the settings; each may be switched off. */
export const kinds = [
  "outbid", "auctionStarted", "auctionEndingSoon", "won", "sold", "unsold", "tradeMessage", "tradeReminder",
];

/** @param {import("./notifications.js").Notification} notification */
export function sentence({ kind, price, partner }) {
  return t(`notification.${kind}`, {
    price: price === null || price === undefined ? "" : money(price), name: partner ? nameOf(partner) : "",
  });
}

/** @param {import("./notifications.js").Notification} notification */
export function addressOf({ auction, trade }) {
  return trade ? `/trades/${trade}` : `/auctions/${auction}`;
}
