/**
 * Who is signed in. The access token lives in this page's memory only; the refresh token is a cookie that no script
 * can read. What the storage keeps is no secret: that this browser was signed in, so that guests' pages ask nothing.
 *
 * All tabs of a browser share the cookie, so they renew one after the other, and tell each other when somebody signs
 * in or out.
 */
import { ApiError, exchange } from "./http.js";

const hint = "handsup.signedIn";
const renewAfter = 0.8; // of the token's life, give or take a twentieth, so that tabs do not all ask at once
const patience = 15_000; // ms for an answer, as the other tabs wait for it too
const [firstRetry, longestRetry] = [1_000, 30_000]; // ms, doubled by each failure

/** @typedef {{id: number, username: string, imageUrl: string|null, phone: string}} OwnProfile */
/**
 * Why a sign-in ended: `left` by one's own wish, `left.elsewhere` in another tab, `ended` by the server, `suspended`.
 * @typedef {"left"|"left.elsewhere"|"ended"|"suspended"} EndReason
 */

/** Events: `change` (token or profile), `end` (`detail` is `{reason, until}`). */
class Session extends EventTarget {
  #token = null;
  /** @type {OwnProfile|null} */ #user = null;
  #expiresAt = 0; // by this device's clock, as is the timer
  #renewAt = 0;
  #timer = null;
  #failures = 0;
  /** @type {Promise<string|null>|null} */ #renewal = null;
  /** @type {Promise<void>|null} */ #leaving = null;
  #tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("handsup.session") : null;
  /** Whether it is not known yet if somebody is signed in. */ isRestoring = false;
  /** Whether nobody could tell so far, as the server did not answer. */ isUncertain = false;

  constructor() {
    super();
    this.#tabs?.addEventListener("message", ({ data }) => this.#heard(data));
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    for (const event of ["online", "pageshow"]) window.addEventListener(event, () => this.#wake());
  }

  get token() {
    return this.#token;
  }

  get user() {
    return this.#user;
  }

  /** Takes up the sign-in of an earlier visit, if there was one. */
  restore() {
    if (!readHint()) return;
    this.isRestoring = true;
    this.renew().catch(() => {});
  }

  /** @returns {Promise<string|null>} the token, once it is known whether there is one */
  async settled() {
    if (this.isRestoring) await this.#renewal?.catch(() => {});
    return this.#token;
  }

  /** @returns {Promise<string|null>} a token that has not run out, as far as this device's clock can tell */
  async freshToken() {
    await this.settled();
    if (this.#token && Date.now() >= this.#expiresAt) return this.renew();
    return this.#token;
  }

  /** @returns {Promise<string|null>} another token than the one that was refused, or null: signed out */
  renewed(refused) {
    return this.#token === refused ? this.renew() : Promise.resolve(this.#token);
  }

  /** The same for the socket, which may hear of a sign-out before the page hears the answer to its own request. */
  async renewedForSocket(refused) {
    await this.#leaving?.catch(() => {});
    return this.renewed(refused);
  }

  /**
   * Asks for a new token; all who ask meanwhile get the same answer. A refusal signs out.
   * @returns {Promise<string|null>} rejects with a passing `ApiError`
   */
  renew() {
    this.#renewal ??= this.#refresh().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #refresh() {
    const wasSignedIn = this.#token !== null;
    try {
      await alone(async () => {
        if (!readHint()) return this.#end({ reason: "left.elsewhere" });
        this.#take(await exchange("/sessions/refresh", { method: "POST", signal: AbortSignal.timeout(patience) }));
      });
    } catch (error) {
      if (error.isPassing) {
        this.#failures += 1;
        this.isRestoring = false;
        this.isUncertain = !wasSignedIn;
        this.#plan(Math.min(longestRetry, firstRetry * 2 ** (this.#failures - 1)));
        this.#changed();
        throw error;
      }
      const reason = error.code === "account.suspended" ? "suspended" : "ended";
      this.#end({ reason, until: error.until });
      this.#tabs?.postMessage({ type: "out", reason });
    }
    return this.#token;
  }

  /** Signs in. Rejects with `ApiError`. */
  signIn(login, password) {
    return this.#open("/sessions", { login, password });
  }

  /** Makes an account, and signs in to it. Rejects with `ApiError`. */
  signUp(username, password, verificationToken) {
    return this.#open("/users", { username, password, verificationToken });
  }

  async #open(path, body) {
    await alone(async () => this.#take(await exchange(path, { method: "POST", body, signal: AbortSignal.timeout(patience) })));
    this.#tabs?.postMessage({ type: "in" });
  }

  /** Signs out, in all tabs. Rejects with a passing `ApiError`: then one is still signed in. */
  async signOut() {
    await this.#leave("/sessions/current").catch((error) => {
      if (error.code !== "unauthenticated") throw error; // else it had ended already
    });
  }

  /** Deletes the account, and with it all its sessions. Rejects with `ApiError`. */
  deleteAccount(password) {
    return this.#leave("/me", { password });
  }

  async #leave(path, body) {
    const end = (token) => alone(async () => {
      if (!token) throw new ApiError({ code: "unauthenticated" }, { status: 401 });
      await exchange(path, { method: "DELETE", body, token, signal: AbortSignal.timeout(patience) });
      this.#end({ reason: "left" }); // before another tab may ask for a token
      this.#tabs?.postMessage({ type: "out", reason: "left.elsewhere" });
    });
    const token = await this.freshToken();
    this.#leaving = end(token);
    try {
      await this.#leaving;
    } catch (error) {
      if (error.code !== "unauthenticated") throw error;
      await end(await this.renewed(token)); // the session may live on under a newer token
    } finally {
      this.#leaving = null;
    }
  }

  /** The own profile has changed. */
  update(user) {
    this.#user = user;
    this.#tabs?.postMessage({ type: "profile", user });
    this.#changed();
  }

  #take({ user, accessToken, expiresIn }) {
    this.#token = accessToken;
    this.#user = user;
    this.#failures = 0;
    this.isRestoring = this.isUncertain = false;
    const life = expiresIn * 1000;
    this.#expiresAt = Date.now() + life;
    this.#plan(life * (renewAfter + (Math.random() - 0.5) / 10));
    writeHint(true);
    this.#changed();
  }

  #end({ reason, until }) {
    if (reason !== "left.elsewhere") writeHint(false);
    const isNews = this.#token !== null || reason === "suspended";
    this.#token = this.#user = null;
    this.isRestoring = this.isUncertain = false;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#changed();
    if (isNews) this.dispatchEvent(new CustomEvent("end", { detail: { reason, until } }));
  }

  /** Another tab tells what happened there. */
  #heard({ type, reason, user }) {
    if (type === "in" && !this.#token) this.renew().catch(() => {});
    if (type === "out" && this.#token) this.#end({ reason });
    if (type === "profile" && this.#user?.id === user.id) {
      this.#user = user;
      this.#changed();
    }
  }

  #plan(wait) {
    clearTimeout(this.#timer);
    this.#renewAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.renew().catch(() => {}), wait);
  }

  /** Timers sleep with the device: what is due by now is made up for. */
  #wake() {
    if (this.#timer !== null && Date.now() >= this.#renewAt - 1_000) this.renew().catch(() => {});
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Runs while no other tab of this browser does, so that the cookies come in the order of the answers. */
function alone(task) {
  return navigator.locks ? navigator.locks.request("handsup.session", task) : task();
}

/** Without a storage to read nobody knows, so the server is asked. */
function readHint() {
  try {
    return localStorage.getItem(hint) !== null;
  } catch {
    return true;
  }
}

function writeHint(isSignedIn) {
  try {
    if (isSignedIn) localStorage.setItem(hint, "1");
    else localStorage.removeItem(hint);
  } catch {
    // The next visit asks the server.
  }
}

export const session = new Session();
