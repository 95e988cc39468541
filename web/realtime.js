/**
 * The realtime connection: one WebSocket for a whole page that connects, signs in, joins rooms, and, when it is cut,
 * comes back and brings what was missed. It needs nothing of the page but `EventTarget`, timers and `WebSocket`; any
 * front end can use it. The protocol is docs/realtime.md. Its rules:
 *
 * - Events of a room are delivered in order of `seq`, each once. What arrives while a join is under way is held until
 *   its reply; a gap makes the room join again after the last seq it has. Any number of listeners share one join.
 * - Requests (bids, chat lines, messages and read marks of trades) are kept until they are answered and sent again, with
 *   the same id, over the next connection. The id is the idempotency key, so none is lost and none is placed twice.
 * - A token that is refused or ended is never used again. `renew` is asked once for another; until it answers, requests
 *   wait, and rooms are watched on as a guest. The same where the person has too many sockets: see `crowded`.
 * - Reconnects wait a random part of a doubling time, and none at all when the device comes online, the tab is shown, or
 *   the server asks for another connection before it stops. The last is kept quiet for as long as it goes well.
 * - What is pushed to a person has no log on the socket: after `signedIn` a page asks HTTP for what it missed.
 *
 * @example
 * const realtime = new Realtime({ url: "wss://example.com/realtime" });
 * await realtime.authenticate(accessToken);
 * const leave = realtime.join(12, {
 *   joined({ auction, presence }, recovered) { show(auction, presence.count); },
 *   event(event) { if (event.kind === "bid") showPrice(event.price); },
 *   presence({ count, users }) { showPeople(count, users ?? []); },
 *   refused(error) { tell(error.code); },
 * });
 * realtime.addEventListener("notification", ({ detail }) => tell(detail.kind));
 * const { price } = await realtime.request("bid", { auction: 12, amount: 15_000 });
 * leave();
 */
import { Clock } from "./clock.js";
import { SharedRoom } from "./sharedRoom.js";
import { SocketLine, firstDelay, replyTimeout } from "./socketLine.js";
import { uuid } from "./uuid.js";

/** @typedef {"idle"|"connecting"|"live"|"reconnecting"|"offline"|"stopped"} ConnectionState */
/** @typedef {{id: number, username: string, imageUrl: string|null, mannerScore: number}} Profile */
/**
 * @typedef {object} Presence
 * @property {number} count signed-in people, each once, and guests' sockets
 * @property {Profile[]|null} users the people; null where there are too many to be named
 */
/**
 * An entry of a room's log. Its further fields depend on the kind: `bid` has `bidder`, `amount`, `price`, `leader`,
 * `bidCount` and `endsAt`, `chat` has `author` and `text`, `started` and `extended` have `endsAt`, `ended` has `winner`
 * and `price`.
 * @typedef {{auction: number, seq: number, at: string, kind: "bid"|"chat"|"started"|"extended"|"ended"|"cancelled"}} RoomEvent
 */
/**
 * What a room's listener hears; each may be left out.
 * @typedef {object} RoomListener
 * @property {(state: {auction: object, presence: Presence, missed: RoomEvent[]}, recovered: boolean) => void} [joined]
 *   after each join. When recovered, `missed` has just been delivered; else everything known before is void
 * @property {(event: RoomEvent) => void} [event]
 * @property {(presence: Presence) => void} [presence]
 * @property {(error: RequestError) => void} [refused] the server will not let this room be joined
 */
/**
 * The fields of each request. Their replies are those of the HTTP endpoints of the same name; `message` of a `tradeChat`
 * is the entry of the trade's log.
 * @typedef {object} Requests
 * @property {{auction: number, amount: number, maximum?: number}} bid amounts in won
 * @property {{auction: number, text: string}} chat
 * @property {{trade: number, text: string, imageIds?: number[]}} tradeChat
 * @property {{trade: number, upTo: number}} tradeRead
 */

const longestJoinRetry = 4_000; // ms, on top of what the server asks for: not all at the same moment
const crowdedRetry = 30_000;
const quietFor = 3_000; // a planned move that takes no longer is nobody's business
const retried = new Set(["unavailable", "rateLimited"]);
const pushed = new Set(["notification", "notificationsRead", "trade", "tradeRead"]);

/**
 * A reply with `ok: false`. `code` is the same as over HTTP; `minimum` (won) comes with `bid.tooLow`, `retryAfterMs` with
 * `rateLimited`.
 */
export class RequestError extends Error {
  constructor(reply) {
    super(reply.detail ?? reply.code);
    Object.assign(this, { code: reply.code, minimum: reply.minimum, retryAfterMs: reply.retryAfterMs });
  }
}

/**
 * Events:
 * - `state`: `.state` has changed.
 * - `user`: `.user` was told by the server.
 * - `signedIn`: the same on a new connection; what was pushed before may have been missed.
 * - `unauthenticated`: the token was dropped, and no other came.
 * - `crowded`: `.isCrowded` has changed.
 * - `notification`, `notificationsRead`, `trade`, `tradeRead`: pushed; `detail` is the message.
 */
export class Realtime extends EventTarget {
  /** @type {ConnectionState} */ state = "idle";
  /** @type {Profile|null} the signed-in user, once the server has confirmed the token */ user = null;
  /** Whether the person has as many sockets as the server takes, so that this one only watches; it tries again. */
  isCrowded = false;

  /** @type {SocketLine} */ #line;
  #random;
  #token = null;
  #signIn = null; // {promise, resolve, reject} of the token that is being checked
  #authenticated = false;
  #renew;
  /** @type {Promise<void>|null} */ #renewal = null;
  /** @type {Map<number, SharedRoom>} */ #rooms = new Map();
  /** @type {Map<string, object>} without an answer */ #requests = new Map();
  /** @type {ConnectionState|null} what the state is in truth, during a planned move */ #quietState = null;
  #quietTimer = null;

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {Clock} [options.clock] follows the server's
   * @param {(refused: string) => Promise<string|null>} [options.renew] another token instead of that one, or null
   * @param {() => number} [options.random] from 0 to 1
   */
  constructor({ url, clock = new Clock(), renew = null, random = Math.random }) {
    super();
    this.#renew = renew;
    this.#random = random;
    this.#line = new SocketLine({
      url, clock, random,
      owner: {
        opening: () => this.#setState(this.state === "idle" || this.state === "connecting" ? "connecting" : this.#downState),
        greeted: () => this.#greeted(),
        message: (message) => this.#receive(message, clock),
        closed: (code) => this.#closed(code),
        dropped: (isOver) => this.#dropped(isOver),
      },
    });
  }

  /**
   * Signs in with a token, or out with null; a newer token of the same user renews. Connects when needed.
   * @returns {Promise<Profile|null>} rejects with `RequestError`
   */
  authenticate(token) {
    this.#token = token;
    this.#renewal = null;
    this.#signIn?.reject(new RequestError({ code: "superseded" }));
    this.#signIn = null;
    if (token === null) {
      this.user = null;
      this.#crowd(false);
      // A socket cannot forget its user: a fresh one is anonymous.
      if (this.#authenticated) this.#line.drop({ wait: 0 });
      else if (this.state === "stopped") this.#line.open();
      else this.#settle();
      return Promise.resolve(null);
    }
    const signIn = resolvers();
    signIn.promise.catch(() => {}); // the caller may not care; the `unauthenticated` event tells as well
    this.#signIn = signIn;
    if (this.#line.isGreeted) this.#sendToken();
    else this.#line.open();
    return signIn.promise;
  }

  /**
   * Watches a room until the returned function is called. Others may watch it too: there is one join on the wire, and
   * each listener hears the whole state first and then every event, once and in order. A socket has 50 rooms at most.
   * @param {number} auction
   * @param {RoomListener} listener
   * @returns {() => void} leaves
   */
  join(auction, listener) {
    const room = this.#rooms.get(auction) ?? new SharedRoom(auction);
    this.#rooms.set(auction, room);
    const remove = room.add(listener);
    if (!this.#line.isGreeted) this.#line.open();
    else if (room.mustJoin) this.#sendJoin(room);
    return () => {
      remove();
      if (!room.isEmpty || this.#rooms.get(auction) !== room) return;
      this.#rooms.delete(auction);
      if (this.#line.isGreeted) this.#line.send({ type: "leave", id: uuid(), auction });
    };
  }

  /**
   * Asks for something, and keeps asking through lost connections until it is answered.
   * @template {keyof Requests} Type
   * @param {Type} type
   * @param {Requests[Type]} fields
   * @param {string} id a UUID, the same for every try of one intention
   * @returns {Promise<object>} the reply; rejects with `RequestError`
   */
  request(type, fields, id = uuid()) {
    if (this.isCrowded) return Promise.reject(new RequestError({ code: "sockets.tooMany" }));
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { message: { type, id, ...fields }, resolve, reject });
      if (this.#isReady) this.#sendRequest(this.#requests.get(id));
      else this.#line.open();
    });
  }

  /** Requests wait for the sign-in: sent before it they would be refused. */
  get #isReady() {
    return this.#line.isGreeted && this.#renewal === null && (this.#token === null || this.#authenticated || this.isCrowded);
  }

  // MARK: - The connection

  #greeted() {
    if (this.#token !== null) this.#sendToken();
    for (const room of this.#rooms.values()) this.#sendJoin(room);
    this.#settle();
  }

  #closed(code) {
    const hadToken = this.#token !== null;
    if (code === 1008 || code === 4001) this.#forgetToken();
    if (code === 1008 && !hadToken) return null; // we are not wanted, and have nothing to change about it
    if (code === 1001) this.#beQuiet();
    return code === 4029 ? 5_000 : 0;
  }

  #dropped(isOver) {
    this.#authenticated = false;
    for (const room of this.#rooms.values()) room.interrupt();
    this.#setState(isOver ? "stopped" : this.#downState);
  }

  get #downState() {
    if (this.state === "connecting" && !this.#line.isOffline) return "connecting";
    return this.#line.isOffline ? "offline" : "reconnecting";
  }

  /** The server is about to stop, and another takes over. */
  #move() {
    this.#beQuiet();
    this.#line.drop({ wait: 0 });
  }

  #beQuiet() {
    if (this.state !== "live" || this.#quietState) return;
    this.#quietState = "live";
    this.#quietTimer = setTimeout(() => {
      const state = this.#quietState;
      this.#quietState = null;
      this.#setState(state);
    }, quietFor);
  }

  #setState(state) {
    if (this.#quietState && state !== "live" && state !== "stopped") {
      this.#quietState = state;
      return;
    }
    clearTimeout(this.#quietTimer);
    this.#quietState = null;
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  /** Live is: greeted, signed in if there is a token, and every room caught up. */
  #settle() {
    if (!this.#isReady) return;
    for (const request of this.#requests.values()) {
      if (request.socket !== this.#line.socket) this.#sendRequest(request);
    }
    if ([...this.#rooms.values()].every((room) => room.isJoined)) this.#setState("live");
  }

  // MARK: - Sending

  #sendToken() {
    const token = this.#token;
    this.#line.ask({ type: "auth", token }, (reply) => {
      if (token !== this.#token) return;
      if (!reply.ok && retried.has(reply.code)) return this.#line.drop({ atLeast: reply.retryAfterMs ?? 0 });
      if (reply.code === "sockets.tooMany") return this.#crowdedOut(token, reply);
      if (!reply.ok) return this.#forgetToken(reply);
      const isNew = !this.#authenticated;
      this.#authenticated = true;
      this.user = reply.user;
      this.#crowd(false);
      this.#signIn?.resolve(reply.user);
      this.#signIn = null;
      this.dispatchEvent(new Event("user"));
      if (isNew) this.dispatchEvent(new Event("signedIn"));
      this.#settle();
    });
  }

  #sendJoin(room) {
    this.#line.ask(room.begin(), (reply) => {
      if (this.#rooms.get(room.auction) !== room) return;
      if (reply.ok) {
        room.finish(reply);
        if (room.mustJoin) this.#sendJoin(room);
        this.#settle();
      } else if (retried.has(reply.code)) {
        const wait = (reply.retryAfterMs ?? firstDelay) + this.#random() * longestJoinRetry;
        this.#line.after(wait, () => this.#rooms.get(room.auction) === room && this.#sendJoin(room));
      } else {
        this.#rooms.delete(room.auction);
        room.refuse(new RequestError(reply));
        this.#settle();
      }
    });
  }

  #sendRequest(request) {
    const { socket } = this.#line;
    request.socket = socket;
    this.#line.send(request.message);
    this.#line.expect(replyTimeout, () => request.socket !== socket || !this.#requests.has(request.message.id));
  }

  // MARK: - Receiving

  #receive(message, clock) {
    const room = this.#rooms.get(message.auction);
    switch (message.type) {
      case "event":
        clock.atLeast(Date.parse(message.at));
        room?.take(message);
        if (room?.mustJoin) this.#sendJoin(room);
        break;
      case "presence":
        room?.see(message);
        break;
      case "reply":
        this.#answered(message);
        break;
      case "reconnect":
        this.#line.after(message.afterMs ?? 0, () => this.#move());
        break;
      default:
        if (pushed.has(message.type)) this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
    }
  }

  #answered(message) {
    const request = this.#requests.get(message.id);
    if (!request) return;
    const isRefused = message.code === "unauthenticated" && (this.#token !== null || this.#renewal !== null);
    if (isRefused && this.#renew && !request.wasRefused) {
      Object.assign(request, { wasRefused: true, socket: null }); // once more, with the next token
      return this.#forgetToken(message);
    }
    this.#requests.delete(message.id);
    if (message.ok) request.resolve(message);
    else request.reject(new RequestError(message));
    if (isRefused) this.#forgetToken(message);
  }

  // MARK: - The token

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
    this.#crowd(false);
    this.dispatchEvent(new Event("unauthenticated"));
    this.#settle();
  }

  /** What was asked cannot be done as nobody; it is not kept for the half minute until the next try. */
  #crowdedOut(token, reply) {
    this.#signIn?.reject(new RequestError(reply));
    this.#signIn = null;
    for (const { reject } of this.#requests.values()) reject(new RequestError(reply));
    this.#requests.clear();
    this.#crowd(true);
    this.#line.after(crowdedRetry, () => token === this.#token && this.#sendToken());
    this.#settle();
  }

  #crowd(isCrowded) {
    if (isCrowded === this.isCrowded) return;
    this.isCrowded = isCrowded;
    this.dispatchEvent(new Event("crowded"));
  }
}

/** `Promise.withResolvers`, which browsers from before 2024 lack. */
function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
