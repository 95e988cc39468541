/**
 * A room that is joined once on the wire, however many parts of a page listen to it. Each listener has an order of its
 * own: one that comes late makes the room join again, and takes from the reply what the others have had already.
 */
import { RoomOrder } from "./roomOrder.js";
import { RoomPeople } from "./roomPeople.js";

export class SharedRoom {
  /** Whether a join is on its way. */ isJoining = false;
  /** @type {Set<RoomOrder>} */ #orders = new Set();
  #people = new RoomPeople();

  /** @param {number} auction */
  constructor(auction) {
    this.auction = auction;
  }

  /**
   * @param {import("./realtime.js").RoomListener} listener
   * @returns {() => void} takes it away
   */
  add(listener) {
    const order = new RoomOrder(listener);
    this.#orders.add(order);
    return () => this.#orders.delete(order);
  }

  get isEmpty() {
    return this.#orders.size === 0;
  }

  /** Whether all listeners have what there is. */
  get isJoined() {
    return [...this.#orders].every((order) => order.isJoined);
  }

  /** Whether the room must be joined (again), and no join is on its way. */
  get mustJoin() {
    return !this.isJoining && [...this.#orders].some((order) => !order.isJoined || order.hasGap);
  }

  /** The message that joins, after the last event that all who have been there before have had. */
  begin() {
    const known = [...this.#orders].map(({ lastSeq }) => lastSeq).filter((seq) => seq !== null);
    for (const order of this.#orders) order.begin();
    this.isJoining = true;
    return { type: "join", auction: this.auction, ...(known.length === 0 ? {} : { after: Math.min(...known) }) };
  }

  finish(reply) {
    this.isJoining = false;
    this.#people.restart(reply.presence ?? { count: 0, users: [] });
    for (const order of [...this.#orders]) order.finish(reply, this.#people.state);
  }

  take(event) {
    for (const order of [...this.#orders]) order.take(event);
  }

  /** @param {object} message of the type `presence` */
  see(message) {
    this.#people.apply(message);
    for (const { listener } of [...this.#orders]) listener.presence?.(this.#people.state);
  }

  refuse(error) {
    for (const { listener } of [...this.#orders]) listener.refused?.(error);
  }

  interrupt() {
    this.isJoining = false;
    for (const order of this.#orders) order.interrupt();
  }
}
