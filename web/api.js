/** The HTTP API: JSON in and out, problem+json (RFC 9457) as a thrown `ApiError`. */
import { clock } from "./clock.js";
import { session } from "./session.js";

/** @typedef {{name: string, code: string, detail: string}} FieldProblem */

export class ApiError extends Error {
  /** @param {{code: string, detail?: string, fields?: FieldProblem[]}} problem */
  constructor(problem) {
    super(problem.detail ?? problem.code);
    this.code = problem.code;
    this.fields = problem.fields ?? [];
    this.minimum = problem.minimum;
  }
}

/** Called when the server no longer takes the token. */
let onUnauthenticated = () => {};
export function whenUnauthenticated(listener) {
  onUnauthenticated = listener;
}

async function send(path, { method = "GET", body, key, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (session.token) headers.Authorization = `Bearer ${session.token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;

  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ code: "network" });
  }
  // HTTP dates are cut to whole seconds: half a second more is the best guess.
  clock.observe(Date.parse(response.headers.get("Date")) + 500, 1000);
  if (response.ok) return response.status === 204 ? null : response.json();

  const problem = await response.json().catch(() => ({ code: response.status >= 500 ? "unavailable" : "unknown" }));
  if (response.status === 401) {
    onUnauthenticated();
    // What all may read is read without the bad token.
    if (method === "GET" && headers.Authorization && !session.token) return send(path, { signal });
  }
  throw new ApiError(problem);
}

function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return set.length ? `?${new URLSearchParams(set)}` : "";
}

/** @typedef {{items: object[], next: string|null}} Page */
export const api = {
  /** @returns {Promise<Page>} */
  auctions: (filter, signal) => send(`/auctions${query(filter)}`, { signal }),
  auction: (id, signal) => send(`/auctions/${id}`, { signal }),
  /** @returns {Promise<Page>} newest first */
  bids: (id, cursor, signal) => send(`/auctions/${id}/bids${query({ cursor, limit: 30 })}`, { signal }),
  /** @returns {Promise<Page>} newest first */
  messages: (id, cursor, signal) => send(`/auctions/${id}/messages${query({ cursor, limit: 50 })}`, { signal }),
  categories: (signal) => send("/categories", { signal }),
  /** @param {string} key the same for every try of one submission */
  openAuction: (auction, key) => send("/auctions", { method: "POST", body: auction, key }),
};
