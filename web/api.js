/** The endpoints of the HTTP API, called as whoever is signed in. */
import { exchange } from "./http.js";
import { session } from "./session.js";
import { upload } from "./upload.js";

/**
 * Sends with the session's token. One that is no longer taken is renewed once, silently.
 * @param {string} path
 * @param {{method?: string, body?: object, key?: string, signal?: AbortSignal, isPublic?: boolean}} [options]
 *   `isPublic`: all may read it, so it neither waits for a sign-in nor fails without
 */
async function send(path, { isPublic = false, ...options } = {}, transfer = exchange) {
  const token = isPublic && session.isRestoring ? null : await session.freshToken();
  try {
    return await transfer(path, { ...options, token });
  } catch (error) {
    if (error.code !== "unauthenticated" || !token) throw error;
    const next = await session.renewed(token);
    if (next === null && !isPublic) throw error;
    return transfer(path, { ...options, token: next });
  }
}

function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return set.length ? `?${new URLSearchParams(set)}` : "";
}

const read = (path, signal) => send(path, { signal, isPublic: true });
const post = (path, body) => send(path, { method: "POST", body });
const put = (path, body) => send(path, { method: "PUT", body });
const patch = (path, body) => send(path, { method: "PATCH", body });
const remove = (path) => send(path, { method: "DELETE" });

/** @typedef {{items: object[], next: string|null}} Page */
export const api = {
  /** @returns {Promise<Page>} */
  auctions: (filter, signal) => read(`/auctions${query(filter)}`, signal),
  auction: (id, signal) => read(`/auctions/${id}`, signal),
  /** @returns {Promise<Page>} ten at most */
  recommended: (signal) => read("/auctions/recommended", signal),
  /** @returns {Promise<Page>} newest first */
  bids: (id, cursor, signal) => read(`/auctions/${id}/bids${query({ cursor, limit: 30 })}`, signal),
  /** @returns {Promise<Page>} newest first */
  messages: (id, cursor, signal) => read(`/auctions/${id}/messages${query({ cursor, limit: 50 })}`, signal),
  categories: (signal) => read("/categories", signal),
  /** @param {string} key the same for every try of one submission */
  openAuction: (auction, key) => send("/auctions", { method: "POST", body: auction, key }),
  /** Changes an auction that has not started. */
  changeAuction: (id, changes) => patch(`/auctions/${id}`, changes),
  cancelAuction: (id) => remove(`/auctions/${id}`),
  /** Lists anew what was not sold, as another auction. */
  relistAuction: (id, changes, key) => send(`/auctions/${id}/relist`, { method: "POST", body: changes, key }),
  like: (id) => send(`/auctions/${id}/like`, { method: "PUT" }),
  unlike: (id) => remove(`/auctions/${id}/like`),
  /**
   * @param {{role: "selling"|"won"|"liked"|"bidding", status?: string, cursor?: string, limit?: number}} filter
   * @returns {Promise<Page>}
   */
  auctionsOf: (user, filter, signal) => read(`/users/${user}/auctions${query(filter)}`, signal),
  /**
   * @param {File} file
   * @param {{onprogress: (part: number) => void, signal: AbortSignal}} options
   * @returns {Promise<{id: number, url: string, mediumUrl: string, thumbnailUrl: string, width: number, height: number}>}
   */
  uploadImage: (file, options) => send("/images", { ...options, file }, upload),

  /** @returns {Promise<Page & {unread: number}>} newest first */
  notifications: (cursor, signal) => send(`/notifications${query({ cursor })}`, { signal }),
  /** That one and all before it. */
  readNotifications: (upTo) => put("/notifications/read", { upTo }),
  /** @returns {Promise<Record<string, boolean>>} which kinds are wanted */
  notificationSettings: (signal) => send("/notifications/settings", { signal }),
  changeNotificationSettings: (changes) => patch("/notifications/settings", changes),

  /** @returns {Promise<Page & {unread: number}>} newest activity first; `unread` messages over all */
  trades: (page, signal) => send(`/trades${query(page)}`, { signal }),
  trade: (id, signal) => send(`/trades/${id}`, { signal }),
  /**
   * @param {{cursor?: string|null, after?: number, limit: number}} page newest first, or ascending after that seq
   * @returns {Promise<Page>}
   */
  tradeMessages: (id, page, signal) => send(`/trades/${id}/messages${query(page)}`, { signal }),
  /** @returns {Promise<object>} the trade */
  moveTrade: (id, state) => put(`/trades/${id}/state`, { state }),

  /**
   * Sends a code by text message.
   * @param {"signUp"|"passwordReset"|"phoneChange"} purpose
   * @returns {Promise<{id: string, expiresAt: string, resendAt: string}>}
   */
  sendCode: (phone, purpose) => post("/phone-verifications", { phone, purpose }),
  /** @returns {Promise<{verificationToken: string, expiresAt: string}>} */
  checkCode: (id, code) => post(`/phone-verifications/${encodeURIComponent(id)}/check`, { code }),
  /** @returns {Promise<{available: boolean}>} */
  username: (name, signal) => read(`/usernames/${encodeURIComponent(name)}`, signal),
  resetPassword: (verificationToken, password) => post("/password-resets", { verificationToken, password }),

  /** The own profile, with the phone. */
  me: (signal) => send("/me", { signal }),
  changeName: (username) => patch("/me", { username }),
  changePassword: (current, next) => put("/me/password", { current, new: next }),
  changePhone: (verificationToken, password) => put("/me/phone", { verificationToken, password }),
  user: (id, signal) => read(`/users/${id}`, signal),

  /** @returns {Promise<Page>} */
  sessions: (signal) => send("/sessions", { signal }),
  endSession: (id) => remove(`/sessions/${encodeURIComponent(id)}`),
  endOtherSessions: () => remove("/sessions"),
};
