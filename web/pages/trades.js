/** All trades of the person, the one with the newest activity first, moved up as things happen. */
import { api } from "../api.js";
import { clock } from "../clock.js";
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { guarded } from "../accounts/guarded.js";
import { arrange } from "../components/keyedList.js";
import { ListFoot } from "../components/listFoot.js";
import { emptyNotice, errorNotice } from "../components/notice.js";
import { problemText } from "../forms/problems.js";
import { session } from "../session.js";
import { tradeRow, tradeSkeleton } from "../trades/tradeRow.js";

const pageSize = 20;

export function tradesPage() {
  return guarded({ title: "trades.title", build });
}

function build() {
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {Map<number, import("../trades/trades.js").Trade>} */ const known = new Map();
  let next = null;
  const list = h("ul", { class: "trade-list", "aria-busy": "true" }, ...Array.from({ length: 4 }, tradeSkeleton));
  const foot = new ListFoot({ more: () => load(next), size: () => known.size });
  const element = h("section", { class: "page trades" },
    h("h1", { text: () => t("trades.title") }),
    h("p", { class: "lead", text: () => t("trades.lead") }),
    list, foot.element);
  const ready = load(null);
  foot.watch(signal);

  async function load(cursor) {
    foot.load();
    try {
      const page = await api.trades({ cursor, limit: pageSize }, signal);
      next = page.next;
      for (const trade of page.items) known.set(trade.id, trade);
      show();
      const isEmpty = known.size === 0;
      foot.rest({ hasMore: next !== null, first: null, empty: isEmpty ? emptyNotice(() => t("trades.empty"), { href: "/", label: "own.browse" }) : null });
      foot.look();
    } catch (error) {
      if (signal.aborted) return;
      if (known.size === 0) list.replaceChildren();
      foot.fail(errorNotice(() => `${t("trades.failed")} ${problemText(error)}`, () => load(cursor)));
    }
    list.removeAttribute("aria-busy");
  }

  function show() {
    const sorted = [...known.values()].sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id);
    arrange(list, sorted.map(({ id }) => id), (id) => tradeRow(() => known.get(id)));
    refresh(list);
  }

  /** One has changed: what is known of it moves at once, the rest follows from the server. */
  async function update(id) {
    const trade = await api.trade(id, signal).catch(() => null);
    if (!trade || signal.aborted) return;
    known.set(id, trade);
    show();
    if (known.size === 1) foot.rest({ hasMore: next !== null, first: null, empty: null });
  }

  connection.addEventListener("trade", ({ detail }) => {
    const { type, ...entry } = detail;
    const trade = known.get(entry.trade);
    if (trade) {
      Object.assign(trade, { lastMessage: entry, at: entry.at, state: entry.state ?? trade.state });
      if (entry.author.id !== session.user?.id) trade.unreadCount += 1;
      show();
    }
    update(entry.trade);
  }, { signal });
  connection.addEventListener("tradeRead", ({ detail }) => known.has(detail.trade) && update(detail.trade), { signal });
  connection.addEventListener("signedIn", () => known.size > 0 && load(null), { signal });
  const stopClock = clock.everySecond(() => refresh(list));

  return {
    element,
    ready,
    dispose() {
      abort.abort();
      stopClock();
    },
  };
}
