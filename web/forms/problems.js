/** What went wrong, in words: by the error's code, with the time when it may be tried again. */
import { dateAndTime, duration } from "../format.js";
import { clock } from "../clock.js";
import { errorText, has, locale, t } from "../i18n.js";

/** @param {import("../http.js").ApiError|import("../realtime.js").RequestError} error */
export function problemText(error) {
  if (error.code === "account.suspended") {
    return error.until ? t("error.account.suspendedUntil", { time: dateAndTime(error.until) }) : t("error.account.suspended");
  }
  const wait = error.retryAfterMs ?? (error.retryAt ? error.retryAt - clock.now() : null);
  if (error.code === "rateLimited" && wait !== null) return t("error.rateLimitedUntil", { time: duration(wait) });
  return errorText(error);
}

/**
 * @param {{name: string, code: string, detail?: string}} problem
 * @returns {() => string}
 */
export function fieldProblem({ name, code, detail }) {
  const key = `field.${name === "new" ? "password" : name}.${code}`;
  return () => (has(key) ? t(key) : (locale() === "en" && detail) || t("field.check"));
}
