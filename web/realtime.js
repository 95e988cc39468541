/**
 * The realtime connection: one WebSocket for the whole page that connects, signs in, joins rooms, and, when it
 * is cut, comes back and brings what was missed. Its rules:
 *
 * - Events of a room are delivered in order of `seq`, each once. What arrives while a join is under way is held
 *   until its reply; a gap makes the room join again after the last seq it has.
 * - Bids and chat lines are kept until they are answered and sent again, with the same id, over the next
 *   connection. The id is the idempotency key, so none is lost and none is placed twice.
 * - A token that is refused or ended is never used again. `renew` is asked once for another; until it answers,
 *   requests wait, and rooms are watched on as a guest.
 * - Reconnects wait a random part of a doubling time ("full jitter"), and none at all when the device comes
 *   online or the tab is shown.
 */
import { RoomOrder } from "./roomOrder.js";
import { uuid } from "./uuid.js";

/** @typedef {"idle"|"connecting"|"live"|"reconnecting"|"offline"|"stopped"} ConnectionState */
/**
 * What a room's owner hears.
 * @typedef {object} RoomListener
 * @property {(state: {auction: object, presence: {count: number}}, recovered: boolean) => void} joined
 *   after each join; when not recovered, everything known before is void
 * @property {(event: {seq: number, at: string, kind: string}) => void} event
 * @property {(presence: {count: number}) => void} presence
 * @property {(error: RequestError) => void} refused the server will not let this room be joined
 */

const firstDelay = 500; // ms; doubled by each failure: 0.5, 1, 2, 4, 8, 10 s
const longestDelay = 10_000;
const replyTimeout = 10_000; // no answer for so long means that the connection is dead
const probeTimeout = 3_000; // the same, when there is a reason to doubt it
const stableAfter = 5_000; // a connection that lived so long starts the delays afresh
const failuresUntilOffline = 4;
const retried = new Set(["unavailable", "rateLimited"]);

/** A reply with `ok: false`; `code` is the same as over HTTP. */
export class RequestError extends Error {
  constructor(reply) {
    super(reply.detail ?? reply.code);
    Object.assign(this, { code: reply.code, minimum: reply.minimum });
  }
}

/** Events: `state`, `user` (the profile is in `.user`), `unauthenticated` (the token was dropped, and no other came). */
export class Realtime extends EventTarget {
  /** @type {ConnectionState} */ state = "idle";
  /** Profile of the signed-in user, once the server has confirmed the token. */ user = null;

  #url;
  #clock;
  #random;
  /** @type {WebSocket|null} */ #socket = null;
  #greeted = false;
  #token = null;
  #signIn = null; // {promise, resolve, reject} of the token that is being checked
  #authenticated = false;
  #renew;
  /** @type {Promise<void>|null} */ #renewal = null;
  /** @type {Map<number, RoomOrder>} */ #rooms = new Map();
  /** @type {Map<string, object>} bids and chat lines without an answer */ #requests = new Map();
  /** @type {Map<string, (reply: object) => void>} what only this connection can answer */ #replies = new Map();
  #failures = 0;
  #connectedAt = 0;
  #retryTimer = null;
  #pingTimer = null;
  #timers = new Set();

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {import("./clock.js").Clock} options.clock
   * @param {(refused: string) => Promise<string|null>} [options.renew] another token instead of that one, or null
   * @param {() => number} [options.random]
   */
  constructor({ url, clock, renew = null, random = Math.random }) {
    super();
    this.#renew = renew;
    this.#url = url;
    this.#clock = clock;
    this.#random = random;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("offline", () => this.#doubt());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /**
   * Signs in with a token, or out with null; a newer token of the same user renews. Connects when needed.
   * @returns {Promise<object|null>} the user's profile; rejects with `RequestError`
   */
  authenticate(token) {
    this.#token = token;
    this.#renewal = null;
    this.#signIn?.reject(new RequestError({ code: "superseded" }));
    this.#signIn = null;
    if (token === null) {
      this.user = null;
      // A socket cannot forget its user: a fresh one is anonymous.
      if (this.#socket && this.#authenticated) this.#drop({ wait: 0 });
      else if (this.state === "stopped") this.#connect();
      else this.#settle();
      return Promise.resolve(null);
    }
    const signIn = resolvers();
    signIn.promise.catch(() => {}); // the caller may not care; the `unauthenticated` event tells as well
    this.#signIn = signIn;
    if (this.#greeted) this.#sendToken();
    else this.#connect();
    return signIn.promise;
  }

  /**
   * Watches a room until the returned function is called.
   * @param {number} auction
   * @param {RoomListener} listener
   */
  join(auction, listener) {
    const room = new RoomOrder(auction, listener);
    this.#rooms.set(auction, room);
    if (this.#greeted) this.#sendJoin(room);
    else this.#connect();
    return () => {
      if (this.#rooms.get(auction) !== room) return;
      this.#rooms.delete(auction);
      if (this.#greeted) this.#send({ type: "leave", id: uuid(), auction });
    };
  }

  /**
   * Places a bid or says a chat line; survives reconnects.
   * @param {"bid"|"chat"} type
   * @param {object} fields
   * @param {string} id the same for every try of one intention
   * @returns {Promise<object>} the reply; rejects with `RequestError`
   */
  request(type, fields, id = uuid()) {
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { message: { type, id, ...fields }, resolve, reject });
      if (this.#ready) this.#sendRequest(this.#requests.get(id));
      else this.#connect();
    });
  }

  /** Requests wait for the sign-in: sent before it they would be refused. */
  get #ready() {
    return this.#greeted && this.#renewal === null && (this.#token === null || this.#authenticated);
  }

  // MARK: - The connection

  #connect() {
    if (this.#socket) return;
    clearTimeout(this.#retryTimer);
    this.#setState(this.state === "idle" || this.state === "connecting" ? "connecting" : this.#downState());
    const socket = new WebSocket(this.#url, "handsup.v1");
    this.#socket = socket;
    this.#greeted = this.#authenticated = false;
    this.#expect(replyTimeout, () => this.#greeted);
    // Whatever a socket says after it was dropped is no longer heard.
    socket.onmessage = ({ data }) => this.#socket === socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#socket === socket && this.#closed(code);
  }

  #closed(code) {
    const hadToken = this.#token !== null;
    if (code === 1008 || code === 4001) this.#forgetToken();
    if (code === 1008 && !hadToken) {
      this.#detach();
      this.#setState("stopped"); // we are not wanted, and have nothing to change about it
      return;
    }
    this.#drop({ atLeast: code === 4029 ? 5_000 : 0 });
  }

  /** Gives the connection up and plans the next. */
  #drop({ wait, atLeast = 0 } = {}) {
    const lived = this.#greeted && Date.now() - this.#connectedAt > stableAfter;
    this.#detach();
    this.#failures = lived ? 0 : this.#failures + 1;
    const most = Math.min(longestDelay, firstDelay * 2 ** Math.max(0, this.#failures - 1));
    this.#setState(this.#downState());
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), wait ?? atLeast + this.#random() * most);
  }

  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = this.#authenticated = false;
    socket?.close();
    clearInterval(this.#pingTimer);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#replies.clear();
    for (const room of this.#rooms.values()) room.interrupt();
  }

  #downState() {
    if (this.state === "connecting" && this.#failures < failuresUntilOffline && navigator.onLine) return "connecting";
    return navigator.onLine && this.#failures < failuresUntilOffline ? "reconnecting" : "offline";
  }

  #hurry() {
    if (this.#socket) this.#doubt();
    else if (this.#retryTimer !== null && this.state !== "idle" && this.state !== "stopped") this.#connect();
  }

  #doubt() {
    if (this.#greeted) this.#ping(probeTimeout);
  }

  /** Drops the connection unless `fulfilled` by then. */
  #expect(milliseconds, fulfilled) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!fulfilled()) this.#drop();
    }, milliseconds);
    this.#timers.add(timer);
  }

  // MARK: - Sending

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends and expects an answer on this same connection. */
  #ask(message, answered, timeout = replyTimeout) {
    const id = uuid();
    this.#replies.set(id, answered);
    this.#send({ ...message, id });
    this.#expect(timeout, () => !this.#replies.has(id));
  }

  #ping(timeout = replyTimeout) {
    const sentAt = Date.now();
    this.#ask({ type: "ping" }, ({ now }) => {
      const roundTrip = Date.now() - sentAt;
      this.#clock.observe(Date.parse(now) + roundTrip / 2, roundTrip / 2);
    }, timeout);
  }

  #sendToken() {
    const token = this.#token;
    this.#ask({ type: "auth", token }, (reply) => {
      if (token !== this.#token) return;
      if (!reply.ok && retried.has(reply.code)) return this.#drop();
      if (!reply.ok) return this.#forgetToken(reply);
      this.#authenticated = true;
      this.user = reply.user;
      this.#signIn?.resolve(reply.user);
      this.#signIn = null;
      this.dispatchEvent(new Event("user"));
      this.#settle();
    });
  }

  #sendJoin(room) {
    this.#ask(room.begin(), (reply) => {
      if (this.#rooms.get(room.auction) !== room) return;
      if (reply.ok) {
        room.finish(reply);
        if (room.hasGap) this.#sendJoin(room);
        this.#settle();
      } else if (retried.has(reply.code)) {
        const timer = setTimeout(() => this.#greeted && this.#sendJoin(room), firstDelay + this.#random() * 4_000);
        this.#timers.add(timer);
      } else {
        this.#rooms.delete(room.auction);
        room.listener.refused(new RequestError(reply));
        this.#settle();
      }
    });
  }

  #sendRequest(request) {
    request.connection = this.#socket;
    this.#send(request.message);
    this.#expect(replyTimeout, () => request.connection === null || !this.#requests.has(request.message.id));
  }

  // MARK: - Receiving

  #receive(message) {
    switch (message.type) {
      case "hello": return this.#hello(message);
      case "event": {
        this.#clock.atLeast(Date.parse(message.at));
        const room = this.#rooms.get(message.auction);
        room?.take(message);
        if (room?.hasGap) this.#sendJoin(room);
        return;
      }
      case "presence": return this.#rooms.get(message.auction)?.listener.presence(message);
      case "pong":
      case "reply": return this.#answered(message);
      case "reconnect": {
        this.#timers.add(setTimeout(() => this.#drop({ wait: 0 }), message.afterMs ?? 0));
      }
    }
  }

  #hello(message) {
    this.#greeted = true;
    // The service is there again; should it break off at once, the next tries are still not in a hurry.
    this.#failures = Math.min(this.#failures, 1);
    this.#connectedAt = Date.now();
    this.#clock.forget();
    this.#clock.observe(Date.parse(message.now), 1_000);
    this.#ping();
    this.#pingTimer = setInterval(() => this.#ping(), (message.pingSeconds ?? 25) * 1_000);
    if (this.#token !== null) this.#sendToken();
    for (const room of this.#rooms.values()) this.#sendJoin(room);
    this.#settle();
  }

  #answered(message) {
    const answer = this.#replies.get(message.id);
    if (answer) {
      this.#replies.delete(message.id);
      return answer(message);
    }
    const request = this.#requests.get(message.id);
    if (!request) return;
    const isRefused = message.code === "unauthenticated" && (this.#token !== null || this.#renewal !== null);
    if (isRefused && this.#renew && !request.wasRefused) {
      Object.assign(request, { wasRefused: true, connection: null }); // once more, with the next token
      return this.#forgetToken(message);
    }
    this.#requests.delete(message.id);
    if (message.ok) request.resolve(message);
    else request.reject(new RequestError(message));
    if (isRefused) this.#forgetToken(message);
  }

  /** Live is: greeted, signed in if there is a token, and every room caught up. */
  #settle() {
    if (!this.#ready) return;
    for (const request of this.#requests.values()) {
      if (request.connection !== this.#socket) this.#sendRequest(request);
    }
    if ([...this.#rooms.values()].every((room) => room.isJoined)) this.#setState("live");
  }

  #forgetToken(reply = { code: "unauthenticated" }) {
    const refused = this.#token;
    if (refused === null) return;
    this.#token = null;
    this.user = null;
    this.#signIn?.reject(new RequestError(reply));
    this.#signIn = null;
    if (!this.#renew) return this.#stayGuest();
    const renewal = this.#renew(refused).catch(() => null).then((token) => {
      if (this.#renewal !== renewal) return; // signed in or out meanwhile
      this.#renewal = null;
      if (token === null) this.#stayGuest();
      else this.authenticate(token);
    });
    this.#renewal = renewal;
  }

  #stayGuest() {
    this.dispatchEvent(new Event("unauthenticated"));
    this.#settle();
  }

  #setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** `Promise.withResolvers`, which browsers from before 2024 lack. */
function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
