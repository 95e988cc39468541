/** How far the trade has come, what was proposed, and what one may do next. Both sides must want each move. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { steps } from "../accounts/steps.js";
import { confirmed } from "../components/confirm.js";
import { nameOf } from "../components/person.js";
import { toast } from "../components/toast.js";
import { problemText } from "../forms/problems.js";
import { clock } from "../clock.js";
import { session } from "../session.js";

const order = ["open", "agreed", "done"];
const final = new Set(["done", "cancelled"]);
const answerTime = 3 * 24 * 60 * 60_000; // ms; after it a proposal to cancel needs no answer

/**
 * @param {object} options
 * @param {() => import("./trades.js").Trade} options.trade
 * @param {() => string|null} options.proposedAt when the present proposal was made; null when that is not known
 * @param {(trade: import("./trades.js").Trade) => void} options.moved told the trade after a move
 * @param {() => void} options.refused the trade is not as it was thought
 */
export function tradeProgress({ trade, proposedAt, moved, refused }) {
  let isBusy = false;
  const line = steps(order.map((state) => `trade.state.${state}`));
  const note = h("p", { class: "trade-progress__note", role: "status", "data-state": () => trade().state, text: () => noteText(trade()) });
  const actions = h("div", { class: "trade-progress__actions" });
  const element = h("section", { class: "trade-progress", "aria-label": () => t("trade.progress") }, line.element, note, actions);
  let shown = "";

  function update() {
    const { state, proposal, moves } = trade();
    line.element.hidden = state === "cancelled";
    line.show(state === "done" ? order.length : order.indexOf(state));
    const now = JSON.stringify([state, proposal, moves]);
    if (now !== shown) {
      const hadFocus = actions.contains(document.activeElement);
      actions.replaceChildren(...buttons());
      if (hadFocus) (actions.querySelector("button") ?? note).focus();
    }
    shown = now;
    refresh(element);
  }

  function buttons() {
    const { state, proposal, moves } = trade();
    const isOwn = proposal?.by === session.user?.id;
    const list = moves.map((move) => {
      if (move !== proposal?.state) return button(move, `trade.propose.${move}`, { isFirst: !proposal && move !== "cancelled" });
      if (!isOwn) return button(move, `trade.accept.${move}`, { isFirst: true, isFinal: final.has(move) });
      return move === "cancelled" && isOverdue() ? button(move, "trade.force", { isFinal: true }) : null;
    });
    const back = proposal && button(state, isOwn ? "trade.withdraw" : "trade.decline");
    return [...list, back].filter(Boolean);
  }

  function isOverdue() {
    const at = proposedAt();
    return at === null || clock.now() - Date.parse(at) > answerTime;
  }

  function button(state, key, { isFirst = false, isFinal = false } = {}) {
    return h("button", {
      class: `button ${isFirst ? "button--primary" : ""}`.trim(), type: "button", "data-move": state,
      "aria-disabled": () => String(isBusy), text: () => t(key), onclick: () => move(state, isFinal),
    });
  }

  async function move(state, isFinal) {
    if (isBusy) return;
    const words = { title: `trade.confirm.${state}`, text: `trade.confirm.${state}.text`, action: `trade.confirm.${state}.do` };
    if (isFinal && !await confirmed(words)) return;
    isBusy = true;
    refresh(actions);
    try {
      moved(await api.moveTrade(trade().id, state));
    } catch (error) {
      toast(() => problemText(error));
      if (!error.isPassing) refused();
    }
    isBusy = false;
    refresh(actions);
  }

  note.tabIndex = -1;
  update();
  return { element, update };
}

function noteText({ state, proposal, partner, role }) {
  if (!proposal) return t(state === "open" || state === "agreed" ? `trade.note.${state}.${role}` : `trade.note.${state}`);
  return proposal.by === session.user?.id
    ? t(`trade.note.proposed.${proposal.state}`, { name: nameOf(partner) })
    : t(`trade.note.asked.${proposal.state}`, { name: nameOf(partner) });
}
