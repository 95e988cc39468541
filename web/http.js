/** One exchange with the HTTP API: JSON in and out, problem+json (RFC 9457) as a thrown `ApiError`. */
import { clock } from "./clock.js";

/** @typedef {{name: string, code: string, detail: string}} FieldProblem */

export class ApiError extends Error {
  /**
   * @param {{code: string, detail?: string, fields?: FieldProblem[]}} problem
   * @param {{status?: number, retryAfter?: string|null}} [response]
   */
  constructor(problem, { status = 0, retryAfter = null } = {}) {
    super(problem.detail ?? problem.code);
    const { code, fields = [], minimum, attemptsLeft, until, auction } = problem;
    Object.assign(this, { code, status, fields, minimum, attemptsLeft, until, auction });
    const seconds = Number(retryAfter);
    /** When the same may be tried again, in ms since 1970 by the server's clock; null when it was not said. */
    this.retryAt = retryAfter !== null && Number.isFinite(seconds) ? clock.now() + seconds * 1000 : null;
  }

  /** Whether the same request may succeed later: nobody could be asked, or nobody could answer. */
  get isPassing() {
    return this.status === 0 || this.status >= 500 || this.code === "rateLimited";
  }
}

/**
 * @param {string} path below `/api/v1`
 * @param {{method?: string, body?: object, key?: string, token?: string|null, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the body; null when there is none
 */
export async function exchange(path, { method = "GET", body, key, token, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;

  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method, headers, signal, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body),
    });
    // HTTP dates are cut to whole seconds: half a second more is the best guess.
    clock.observe(Date.parse(response.headers.get("Date")) + 500, 1000);
    if (response.ok) return response.status === 204 ? null : await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ code: "network" });
  }
  const { status } = response;
  const problem = await response.json().catch(() => ({ code: status >= 500 ? "unavailable" : "unknown" }));
  throw new ApiError(problem, { status, retryAfter: response.headers.get("Retry-After") });
}
