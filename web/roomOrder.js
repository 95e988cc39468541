/** The order of one room's events for one listener: which it had last, and what waits for the reply to a join. */
export class RoomOrder {
  /** Whether events may be delivered. */ isJoined = false;
  /** Whether the room must be joined again to learn what is missing. */ hasGap = false;
  /** The last event that was delivered; null before the first join. */ lastSeq = null;
  #held = [];

  /** @param {import("./realtime.js").RoomListener} listener */
  constructor(listener) {
    this.listener = listener;
  }

  /** A join is on its way. */
  begin() {
    this.isJoined = this.hasGap = false;
  }

  /** The reply to a join: what was missed, or a fresh start; then what came while it was under way. */
  finish({ auction, seq, recovered, events }, presence) {
    const isComplete = this.lastSeq !== null && recovered;
    this.isJoined = true;
    if (!isComplete) this.lastSeq = auction.seq ?? seq;
    const later = events.filter((event) => event.seq > this.lastSeq);
    if (isComplete) {
      for (const event of later) this.take(event);
      this.lastSeq = Math.max(this.lastSeq, seq);
      this.hasGap = false;
    } else {
      // The state may be older than the position in the log; what lies between is in the reply where others of the page
      // joined after an even older one, else it comes by joining once more.
      this.hasGap = this.lastSeq + later.length < seq;
    }
    this.listener.joined?.({ auction, presence, missed: isComplete ? later : [] }, isComplete);
    const held = isComplete ? this.#held : [...later, ...this.#held];
    this.#held = [];
    for (const event of held) this.take(event);
  }

  take(event) {
    if (!this.isJoined || this.hasGap) {
      this.#held.push(event);
    } else if (event.seq === this.lastSeq + 1) {
      this.lastSeq = event.seq;
      this.listener.event?.(event);
    } else if (event.seq > this.lastSeq) {
      this.hasGap = true;
    }
  }

  /** The connection is gone, and with it what it would still have brought. */
  interrupt() {
    this.isJoined = this.hasGap = false;
    this.#held = [];
  }
}
