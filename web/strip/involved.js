/**
 * The live auctions that the person is in, apart from the room that is open: those with a bid of the person's, and rooms
 * opened lately. Each is joined on the page's one socket, and so its price is as new as in its room.
 */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { RoomState } from "../room/state.js";
import { session } from "../session.js";
import { forgetOpened, openedLately } from "./lately.js";

const most = 8; // a socket has 50 rooms
const lookEvery = 60_000; // ms; bids on other devices are no event of this page
const resultShownFor = 10_000; // ms

/** @typedef {{id: number, auction: object, hasBid: boolean}} Involved */

/** Event: `change`. */
export class InvolvedAuctions extends EventTarget {
  /** @type {Map<number, {state: RoomState, leave: () => void}>} */ #rooms = new Map();
  /** @type {Map<number, object>} auctions with a bid of the person's, the first to end first */ #bidding = new Map();
  #open = null;
  #user = undefined;

  constructor() {
    super();
    session.addEventListener("change", () => this.#follow());
    connection.addEventListener("signedIn", () => this.look());
    setInterval(() => document.hidden || this.look(), lookEvery);
  }

  /** @returns {Involved[]} */
  get items() {
    return [...this.#rooms].filter(([, { state }]) => state.auction && state.auction.status !== "upcoming")
      .map(([id, { state: { auction } }]) => ({ id, auction, hasBid: this.#bidding.has(id) }));
  }

  /** @param {number|null} auction whose room is open; it is none of the others */
  leaveOut(auction) {
    this.#open = auction;
    this.#arrange();
    this.look();
  }

  /** Asks again where the person has bid. */
  async look() {
    const { user } = session;
    if (!user) return this.#arrange();
    const filter = { role: "bidding", status: "live", limit: most + 1 };
    const page = await api.auctionsOf(user.id, filter).catch(() => null);
    if (!page || session.user?.id !== user.id) return;
    const sorted = page.items.sort((a, b) => a.endsAt.localeCompare(b.endsAt));
    this.#bidding = new Map(sorted.map((auction) => [auction.id, auction]));
    this.#arrange();
  }

  #follow() {
    if (session.isRestoring || session.user?.id === this.#user) return;
    this.#user = session.user?.id;
    this.#bidding.clear();
    this.look();
  }

  /** Joins what is missing and leaves what is too much. What is shown stays in its place. */
  #arrange() {
    const wanted = [...new Set([...this.#bidding.keys(), ...openedLately()])].filter((id) => id !== this.#open).slice(0, most);
    for (const [id, { state }] of this.#rooms) {
      if (!wanted.includes(id) && (state.auction?.status !== "ended" || id === this.#open)) this.#leave(id);
    }
    for (const id of wanted) if (!this.#rooms.has(id)) this.#join(id);
    this.#changed();
  }

  #join(id) {
    const state = new RoomState();
    const room = { state, leave: () => {} };
    this.#rooms.set(id, room);
    if (this.#bidding.has(id)) state.take(this.#bidding.get(id));
    room.leave = connection.join(id, {
      joined: ({ auction }) => {
        const isOver = state.auction === null && ["ended", "cancelled"].includes(auction.status);
        if (isOver) return this.#forget(id); // it was over before anybody looked
        state.take(auction);
        this.#happened(id, state);
      },
      event: (event) => {
        state.apply(event);
        state.forgetHistory(); // nothing here shows it
        if (event.kind === "bid" && event.bidder.id === session.user?.id) this.#bidding.set(id, state.auction);
        this.#happened(id, state);
      },
      refused: () => this.#forget(id),
    });
  }

  #happened(id, { auction }) {
    if (["ended", "cancelled"].includes(auction.status)) setTimeout(() => this.#forget(id), resultShownFor);
    this.#changed();
  }

  #forget(id) {
    forgetOpened(id);
    this.#bidding.delete(id);
    this.#leave(id);
    this.#changed();
  }

  #leave(id) {
    this.#rooms.get(id)?.leave();
    this.#rooms.delete(id);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
