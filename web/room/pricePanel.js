/** Price, leader, time left: what everybody looks at. */
import { announce } from "../announce.js";
import { h, refresh } from "../dom.js";
import { dateAndTime, money } from "../format.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { priceLabel } from "../components/auctionCard.js";
import { countdown, untilTurn, urgency } from "../components/countdown.js";
import { icon } from "../components/icon.js";
import { nameOf } from "../components/person.js";

const timeKeys = { live: "room.endsAt", upcoming: "room.startsAt", ended: "room.endedAt", cancelled: "room.endedAt" };

const timeLabels = { live: "auction.endsIn", upcoming: "auction.startsIn" };

export class PricePanel {
  #state;
  #price;
  #shownPrice = null;
  #announced = null;

  /** @param {import("./state.js").RoomState} state with its auction known */
  constructor(state) {
    this.#state = state;
    const auction = () => state.auction;
    this.#price = h("strong", { class: "price price--large", "data-price": () => auction().price ?? "", text: () => money(auction().price ?? auction().startPrice) });
    this.element = h("div", { class: "panel", "data-status": () => auction().status, "data-urgency": () => urgency(auction()) },
      h("div", { class: "panel__row" },
        h("div", {},
          h("p", { class: "panel__label", text: () => t(priceLabel(auction())) }),
          this.#price),
        h("div", { class: "panel__time" },
          h("p", { class: "panel__label", text: () => t(timeLabels[auction().status] ?? "auction.status") }),
          countdown(auction))),
      h("div", { class: "panel__row panel__row--small" },
        h("p", { class: "panel__leader", "data-mine": () => String(isMine(auction().leader)) },
          h("span", { text: () => leaderText(auction()) })),
        h("p", { class: "panel__when", ".hidden": () => auction().status === "cancelled", text: () => t(timeKeys[auction().status], { time: dateAndTime(auction().status === "upcoming" ? auction().startsAt : auction().endsAt) }) })),
      h("div", { class: "panel__result", ".hidden": () => !["ended", "cancelled"].includes(auction().status) },
        h("span", { ".hidden": () => !auction().leader }, icon("trophy")), h("p", { text: () => resultText(auction()) })));
    this.#shownPrice = auction().price;
  }

  /** After the state or the language changed. */
  update() {
    refresh(this.element);
    const { price, leader } = this.#state.auction;
    if (price === this.#shownPrice) return;
    this.#shownPrice = price;
    // Taking the animation off and reading the layout lets it start again.
    this.#price.classList.remove("price--changed");
    void this.#price.offsetWidth;
    this.#price.classList.add("price--changed");
    if (price !== null && leader) {
      announce(t("room.announcePrice", { price: money(price), name: isMine(leader) ? t("bid.you") : nameOf(leader) }));
    }
  }

  /** Once a second. */
  tick() {
    refresh(this.element);
    if (this.#state.auction.status !== "live") return;
    const seconds = Math.ceil(untilTurn(this.#state.auction) / 1000);
    const due = seconds === 60 ? "room.announceMinute" : seconds === 10 ? "room.announceSeconds" : null;
    if (due && due !== this.#announced) announce(t(due));
    this.#announced = due;
  }
}

function isMine(profile) {
  return Boolean(profile && session.user && profile.id === session.user.id);
}

function leaderText({ leader, status }) {
  if (status === "ended" || status === "cancelled" || status === "upcoming") return "";
  if (!leader) return t("auction.noBids");
  return isMine(leader) ? t("room.youLead") : `${t("room.leader")} ${nameOf(leader)}`;
}

function resultText({ status, leader }) {
  if (status === "cancelled") return t("room.cancelledNote");
  if (!leader) return t("room.unsold");
  return isMine(leader) ? t("room.youWon") : t("room.won", { name: nameOf(leader) });
}
