/** The room of seller and winner: how far they have come, and what they say to each other. */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { Conversation } from "../chat/conversation.js";
import { nameOf } from "../components/person.js";
import { problemText } from "../forms/problems.js";
import { session } from "../session.js";
import { Composer } from "./composer.js";
import { entryRow } from "./entryRow.js";
import { tradeProgress } from "./progress.js";
import { tradeHead } from "./tradeHead.js";
import { TradeLog } from "./tradeLog.js";

/**
 * @param {import("./trades.js").Trade} start
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function tradeRoom(start, signal) {
  let trade = start;
  const { id } = trade;
  const log = new TradeLog({ id, signal, onchange });
  const moves = () => [...log.entries.values()].filter(({ kind }) => kind === "state").sort((a, b) => a.seq - b.seq);
  let lastRead = 0; // seq of the last own message that the partner has read
  const conversation = new Conversation({
    titleId: "trade-chat-title", loadsOnScroll: true,
    entries: () => log.entries,
    row: (entry) => entryRow(entry, {
      lastRead: () => lastRead, stateBefore: () => moves().findLast(({ seq }) => seq < entry.seq) ?? null,
    }),
    words: { older: "chat.older", empty: "trade.empty", failed: "chat.failed" },
    load: (cursor) => log.page(cursor),
    async deliver({ id: key, text, images }) {
      const fields = { trade: id, text, ...(images.length ? { imageIds: images.map((image) => image.id) } : {}) };
      const { message } = await connection.request("tradeChat", fields, key);
      log.take(message);
    },
    failed: (error) => composer.tell(() => problemText(error)),
  });
  const composer = new Composer({ trade: id, post: (text, images) => conversation.post(text, images) });
  const progress = tradeProgress({
    trade: () => trade,
    proposedAt: () => moves().findLast(({ proposal }) => proposal)?.at ?? null,
    moved: take,
    refused: reload,
  });
  const element = h("div", { class: "trade" },
    h("div", { class: "trade__side" }, tradeHead(trade), progress.element),
    h("section", { class: "chat trade__chat", "aria-labelledby": "trade-chat-title" },
      h("h2", { class: "visually-hidden", id: "trade-chat-title", text: () => t("trade.chatWith", { name: nameOf(trade.partner) }) }),
      conversation.element, composer.element));

  /** A whole state of the trade; marks only ever go forward. */
  function take(fresh) {
    trade = {
      ...fresh, readUpTo: Math.max(fresh.readUpTo, trade.readUpTo),
      partnerReadUpTo: Math.max(fresh.partnerReadUpTo, trade.partnerReadUpTo),
    };
    progress.update();
    render();
  }

  function render() {
    lastRead = Math.max(0, ...[...log.entries.values()]
      .filter(({ kind, author, seq }) => kind === "message" && author.id !== trade.partner.id && seq <= trade.partnerReadUpTo)
      .map(({ seq }) => seq));
    conversation.render();
    conversation.refresh();
  }

  async function reload() {
    const fresh = await api.trade(id, signal).catch(() => null);
    if (fresh && !signal.aborted) take(fresh);
  }

  function onchange(entries) {
    const [move] = entries.filter(({ kind, seq }) => kind === "state" && seq > trade.seq).sort((a, b) => b.seq - a.seq);
    if (move) {
      trade = { ...trade, seq: move.seq, state: move.state, proposal: move.proposal };
      progress.update();
      reload(); // which moves are open now
    }
    render();
    read();
  }

  /** What is on a screen that is looked at has been read. */
  function read() {
    if (document.hidden || log.head === null || log.head <= trade.readUpTo) return;
    trade.readUpTo = log.head;
    connection.request("tradeRead", { trade: id, upTo: log.head }).catch(() => {}); // the next message tries again
  }

  connection.addEventListener("trade", ({ detail: { type, ...entry } }) => entry.trade === id && log.take(entry), { signal });
  connection.addEventListener("tradeRead", ({ detail }) => {
    if (detail.trade !== id) return;
    const mark = detail.reader === session.user?.id ? "readUpTo" : "partnerReadUpTo";
    trade[mark] = Math.max(trade[mark], detail.upTo);
    render();
  }, { signal });
  connection.addEventListener("signedIn", () => {
    log.catchUp();
    reload(); // read marks have no log
  }, { signal });
  document.addEventListener("visibilitychange", read, { signal });
  signal.addEventListener("abort", () => composer.dispose());
  conversation.restart();
  return element;
}
