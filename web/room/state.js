/**
 * What is known of a room: the auction as of `seq`, and its bids and messages by their seq. Live events, joins
 * and HTTP histories may overlap in any way; merged by seq they make one list without gaps or doubles.
 */
import { bidIncrement } from "./increments.js";

export class RoomState {
  /** The auction as in the HTTP answer; null until first heard of. */ auction = null;
  seq = -1;
  /** @type {Map<number, object>} */ bids = new Map();
  /** @type {Map<number, object>} */ messages = new Map();
  /** How many are there; null until first heard of. */ watching = null;
  /** @type {import("../realtime.js").Profile[]|null} who of them has a name; null where there are too many */ people = [];

  /** A whole state from a join or HTTP; ignored when events have brought us further. */
  take(auction) {
    if (auction.seq < this.seq) return;
    this.auction = { ...auction };
    this.seq = auction.seq;
  }

  /** @param {import("../realtime.js").Presence} presence */
  see({ count, users }) {
    this.watching = count;
    this.people = users;
  }

  /** The server could not tell all that was missed: what is listed may have holes. */
  forgetHistory() {
    this.bids.clear();
    this.messages.clear();
  }

  addBids(items) {
    for (const bid of items) this.bids.set(bid.seq, bid);
  }

  addMessages(items) {
    for (const message of items) this.messages.set(message.seq, message);
  }

  /** The next event of the log. */
  apply(event) {
    const { auction } = this;
    if (event.kind === "bid") this.addBids([event]);
    if (event.kind === "chat") this.addMessages([event]);
    if (!auction || event.seq <= this.seq) return;
    this.seq = event.seq;
    switch (event.kind) {
      case "bid":
        Object.assign(auction, {
          price: event.price, leader: event.leader, bidCount: event.bidCount, endsAt: event.endsAt,
          bidIncrement: bidIncrement(event.price),
        });
        break;
      case "started":
        auction.status = "live";
        if (event.endsAt) auction.endsAt = event.endsAt;
        break;
      case "extended":
        auction.endsAt = event.endsAt;
        break;
      case "ended":
        Object.assign(auction, { status: "ended", leader: event.winner ?? null, price: event.price ?? null });
        break;
      case "cancelled":
        auction.status = "cancelled";
        break;
    }
  }

  /** The least that the next bid must be, in won. */
  get minimum() {
    const { price, startPrice, bidIncrement: increment } = this.auction;
    return price === null ? startPrice : price + (increment ?? bidIncrement(price));
  }
}
