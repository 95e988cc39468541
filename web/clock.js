/**
 * The server's clock as this page knows it. Countdowns follow it, never the device's own clock.
 *
 * Each sample is a server time with an uncertainty, as in NTP: half the round trip of a ping, a second for an
 * HTTP `Date`. The surest sample wins; trust in it fades, because device clocks drift.
 */
const driftPerMs = 0.0005; // 500 ppm, a bad quartz

export class Clock {
  #offset = 0;
  #uncertainty = Infinity;
  #takenAt = 0;
  #listeners = new Set();
  #timer = null;

  /** Milliseconds since 1970 by the server. */
  now() {
    return Date.now() + this.#offset;
  }

  /**
   * @param {number} serverTime milliseconds since 1970, as of now
   * @param {number} uncertainty milliseconds that it may be off
   */
  observe(serverTime, uncertainty) {
    if (!Number.isFinite(serverTime)) return;
    const faded = this.#uncertainty + (Date.now() - this.#takenAt) * driftPerMs;
    if (uncertainty > faded) return;
    this.#offset = serverTime - Date.now();
    this.#uncertainty = uncertainty;
    this.#takenAt = Date.now();
  }

  /** Something happened at that server time, so it cannot be earlier now. */
  atLeast(serverTime) {
    if (serverTime > this.now()) this.#offset = serverTime - Date.now();
  }

  /** A new connection may follow hours of sleep or a corrected device clock: old samples no longer count. */
  forget() {
    this.#uncertainty = Infinity;
  }

  /**
   * Calls `listener` whenever the server's second changes.
   * @returns {() => void} ends it
   */
  everySecond(listener) {
    this.#listeners.add(listener);
    if (this.#timer === null) this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  #schedule() {
    // Ten milliseconds late, as a timer that fires early would show the old second again.
    const wait = 1000 - (this.now() % 1000) + 10;
    this.#timer = setTimeout(() => {
      this.#schedule();
      for (const listener of [...this.#listeners]) listener();
    }, wait);
  }
}

export const clock = new Clock();
