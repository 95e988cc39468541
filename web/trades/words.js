/** Trades in words. */
import { t } from "../i18n.js";
import { nameOf } from "../components/person.js";

/**
 * What an entry that is no message tells.
 * @param {import("./trades.js").Entry} entry
 * @param {import("./trades.js").Entry|null} before the entry of that sort before it, as far as known
 */
export function stateText({ author, state, proposal }, before) {
  const name = nameOf(author);
  if (proposal) return t(`trade.proposed.${proposal.state}`, { name });
  const isReached = state === "done" || state === "cancelled" || before?.proposal?.state === state;
  if (isReached) return t(`trade.reached.${state}`);
  if (before?.proposal && before.proposal.by !== author.id) return t("trade.declined", { name });
  return before?.proposal || state === "open" ? t("trade.withdrawn", { name }) : t(`trade.is.${state}`);
}

/** The newest entry on one line of the list. */
export function snippet({ lastMessage: entry, createdAt }) {
  if (!entry) return createdAt ? t("trade.begun") : "";
  if (entry.kind === "state") return stateText(entry, null);
  return entry.text || t("trade.pictures", { count: entry.images.length });
}
