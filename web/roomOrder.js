/** The order of one room's events: which was delivered last, and what waits for the reply to a join. */
export class RoomOrder {
  /** Whether events may be delivered. */ isJoined = false;
  /** Whether the room must be joined again to learn what is missing. */ hasGap = false;
  #lastSeq = null;
  #held = [];

  /**
   * @param {number} auction
   * @param {import("./realtime.js").RoomListener} listener
   */
  constructor(auction, listener) {
    this.auction = auction;
    this.listener = listener;
  }

  /** The message that joins, from where we are. */
  begin() {
    this.isJoined = this.hasGap = false;
    return { type: "join", auction: this.auction, ...(this.#lastSeq === null ? {} : { after: this.#lastSeq }) };
  }

  /** The reply to a join: what was missed, or a fresh start; then what came while it was under way. */
  finish({ auction, seq, recovered, events, presence }) {
    const isComplete = this.#lastSeq !== null && recovered;
    this.isJoined = true;
    if (isComplete) {
      for (const event of events) this.take(event);
      this.#lastSeq = Math.max(this.#lastSeq, seq);
      this.hasGap = false;
    } else {
      // The state may be older than the position in the log; what lies between comes by joining after it.
      this.#lastSeq = auction.seq ?? seq;
      this.hasGap = this.#lastSeq < seq;
    }
    this.listener.joined({ auction, presence }, isComplete);
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.take(event);
  }

  take(event) {
    if (!this.isJoined || this.hasGap) {
      this.#held.push(event);
    } else if (event.seq === this.#lastSeq + 1) {
      this.#lastSeq = event.seq;
      this.listener.event(event);
    } else if (event.seq > this.#lastSeq) {
      this.hasGap = true;
    }
  }

  /** The connection is gone, and with it what it would still have brought. */
  interrupt() {
    this.isJoined = this.hasGap = false;
    this.#held = [];
  }
}
