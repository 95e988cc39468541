/**
 * One WebSocket after the other. Opens, waits for the greeting, measures the distance of the clocks, notices silence,
 * gives up, and opens the next after a random part of a doubling time ("full jitter"). Knows nothing of what is said.
 */
import { uuid } from "./uuid.js";

export const firstDelay = 500; // ms; doubled by each failure: 0.5, 1, 2, 4, 8, 10 s
const longestDelay = 10_000;
export const replyTimeout = 10_000; // no answer for so long means that the connection is dead
const probeTimeout = 3_000; // the same, when there is a reason to doubt it
const stableAfter = 5_000; // a connection that lived so long starts the delays afresh
const failuresUntilOffline = 4;

/**
 * What the owner of a line hears.
 * @typedef {object} LineOwner
 * @property {() => void} opening a socket is being opened
 * @property {() => void} greeted it can be spoken to
 * @property {(message: object) => void} message anything but the greeting and answers to `ask`
 * @property {(code: number) => number|null} closed by the server; answers how long to wait at least, in ms, null for good
 * @property {(isOver: boolean) => void} dropped there is no socket any more; another is to come unless it is over
 */

export class SocketLine {
  /** Whether the server has greeted us on this socket. */ isGreeted = false;
  #url;
  #clock;
  #random;
  /** @type {LineOwner} */ #owner;
  /** @type {WebSocket|null} */ #socket = null;
  #failures = 0;
  #connectedAt = 0;
  #retryTimer = null;
  #pingTimer = null;
  #timers = new Set();
  /** @type {Map<string, (reply: object) => void>} what only this socket can answer */ #replies = new Map();

  constructor({ url, clock, random, owner }) {
    this.#url = url;
    this.#clock = clock;
    this.#random = random;
    this.#owner = owner;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("offline", () => this.#doubt());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** The present socket, to be compared; null between two. */
  get socket() {
    return this.#socket;
  }

  /** Whether so many tries have failed, or the device says so itself, that one may speak of being offline. */
  get isOffline() {
    return !navigator.onLine || this.#failures >= failuresUntilOffline;
  }

  open() {
    if (this.#socket) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#owner.opening();
    const socket = new WebSocket(this.#url, "handsup.v1");
    this.#socket = socket;
    this.isGreeted = false;
    this.expect(replyTimeout, () => this.isGreeted);
    // Whatever a socket says after it was dropped is no longer heard.
    socket.onmessage = ({ data }) => this.#socket === socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#socket === socket && this.#closed(code);
  }

  /** Gives the socket up and plans the next: after `wait` ms if given, else after a random time, but `atLeast`. */
  drop({ wait = null, atLeast = 0 } = {}) {
    const lived = this.isGreeted && Date.now() - this.#connectedAt > stableAfter;
    this.#detach();
    this.#failures = lived ? 0 : this.#failures + 1;
    const most = Math.min(longestDelay, firstDelay * 2 ** Math.max(0, this.#failures - 1));
    this.#owner.dropped(false);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.open(), wait ?? atLeast + this.#random() * most);
  }

  send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends and expects an answer on this same socket. */
  ask(message, answered, timeout = replyTimeout) {
    const id = uuid();
    this.#replies.set(id, answered);
    this.send({ ...message, id });
    this.expect(timeout, () => !this.#replies.has(id));
  }

  /** Drops the socket unless `fulfilled` by then. */
  expect(milliseconds, fulfilled) {
    this.after(milliseconds, () => fulfilled() || this.drop());
  }

  /** Runs that later, unless the socket is gone by then. */
  after(milliseconds, run) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #closed(code) {
    const atLeast = this.#owner.closed(code);
    if (atLeast !== null) return this.drop({ atLeast });
    this.#detach();
    this.#owner.dropped(true);
  }

  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    this.isGreeted = false;
    socket?.close();
    clearInterval(this.#pingTimer);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#replies.clear();
  }

  #hurry() {
    if (this.#socket) this.#doubt();
    else if (this.#retryTimer !== null) this.open();
  }

  #doubt() {
    if (this.isGreeted) this.#ping(probeTimeout);
  }

  #receive(message) {
    if (message.type === "hello") return this.#hello(message);
    const isAnswer = message.type === "reply" || message.type === "pong";
    const answered = isAnswer ? this.#replies.get(message.id) : null;
    if (!answered) return this.#owner.message(message);
    this.#replies.delete(message.id);
    answered(message);
  }

  #hello({ now, pingSeconds = 25 }) {
    this.isGreeted = true;
    // The service is there again; should it break off at once, the next tries are still not in a hurry.
    this.#failures = Math.min(this.#failures, 1);
    this.#connectedAt = Date.now();
    this.#clock.forget();
    this.#clock.observe(Date.parse(now), 1_000);
    this.#ping();
    this.#pingTimer = setInterval(() => this.#ping(), pingSeconds * 1_000);
    this.#owner.greeted();
  }

  #ping(timeout = replyTimeout) {
    const sentAt = Date.now();
    this.ask({ type: "ping" }, ({ now }) => {
      const roundTrip = Date.now() - sentAt;
      this.#clock.observe(Date.parse(now) + roundTrip / 2, roundTrip / 2);
    }, timeout);
  }
}
