/** The bids so far, newest first. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { money, shortTime } from "../format.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { avatar } from "../components/avatar.js";
import { person } from "../components/person.js";
import { Timeline } from "./timeline.js";

/**
 * @param {import("./state.js").RoomState} state
 * @param {number} id
 * @param {AbortSignal} signal
 */
export function bidHistory(state, id, signal) {
  const timeline = new Timeline({
    entries: () => state.bids,
    row,
    newestFirst: true,
    words: { older: "bid.older", empty: "bid.historyEmpty", failed: "bid.historyFailed" },
    load: async (cursor) => {
      const page = await api.bids(id, cursor, signal);
      state.addBids(page.items);
      return page.next;
    },
  });
  timeline.list.classList.add("bids__list");
  const count = h("span", { class: "count", text: () => state.auction?.bidCount || "" });
  const element = h("section", { class: "bids", "aria-labelledby": "bids-title" },
    h("div", { class: "section-head" },
      h("h2", { id: "bids-title", text: () => t("bid.history") }),
      count),
    timeline.note, timeline.list, timeline.older);
  const update = () => {
    timeline.render();
    refresh(count);
  };
  return { element, timeline, update };
}

function row({ bidder, amount, at }) {
  const isMine = () => bidder.id === session.user?.id;
  return h("li", { class: "bids__row", "data-amount": amount },
    avatar(bidder),
    person(bidder, "bids__name"),
    h("span", { class: "tag", ".hidden": () => !isMine(), text: () => t("bid.you") }),
    h("time", { class: "bids__time", datetime: at, text: () => shortTime(at) }),
    h("strong", { class: "bids__amount", text: () => money(amount) }));
}
