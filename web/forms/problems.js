/** What went wrong, in words: by the error's code, with the time when it may be tried again. */
import { dateAndTime, duration } from "../format.js";
import { clock } from "../clock.js";
import { errorText, has, locale, t } from "../i18n.js";

/** @param {import("../http.js").ApiError} error */
export function problemText(error) {
  if (error.code === "account.suspended") {
    return error.until ? t("error.account.suspendedUntil", { time: dateAndTime(error.until) }) : t("error.account.suspended");
  }
  if (error.code === "rateLimited" && error.retryAt) {
    return t("error.rateLimitedUntil", { time: duration(error.retryAt - clock.now()) });
  }
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
