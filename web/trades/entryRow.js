/** An entry of a trade's log: a message with its read mark, or a line that tells of a move. */
import { h } from "../dom.js";
import { shortTime } from "../format.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { messageRow } from "../chat/messageRow.js";
import { stateText } from "./words.js";

/**
 * @param {import("./trades.js").Entry} entry
 * @param {object} known read again at each refresh
 * @param {() => import("./trades.js").Entry|null} known.stateBefore the move before this one
 * @param {() => number} known.lastRead seq of the last own message that the partner has read
 */
export function entryRow(entry, { stateBefore, lastRead }) {
  if (entry.kind === "state") {
    return h("li", { class: "move", "data-state": entry.state },
      h("p", {}, h("span", { text: () => stateText(entry, stateBefore()) }), " ",
        h("time", { datetime: entry.at, text: () => shortTime(entry.at) })));
  }
  const isMine = entry.author.id === session.user?.id;
  return messageRow(entry, isMine
    ? h("p", { class: "message__read", ".hidden": () => lastRead() !== entry.seq, text: () => t("trade.read") })
    : null);
}
