/** Money, dates and remaining time in the words of the current language. */
import { clock } from "./clock.js";
import { locale, t } from "./i18n.js";

const formatters = new Map();

function formatter(kind, make) {
  const key = `${locale()}:${kind}`;
  if (!formatters.has(key)) formatters.set(key, make(locale()));
  return formatters.get(key);
}

/** @param {number} won */
export function money(won) {
  return formatter("money", (tag) => new Intl.NumberFormat(tag, {
    style: "currency", currency: "KRW", currencyDisplay: "narrowSymbol",
  })).format(won);
}

/** @param {string} time RFC 3339 */
export function dateAndTime(time) {
  return formatter("date", (tag) => new Intl.DateTimeFormat(tag, {
    month: "short", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit",
  })).format(new Date(time));
}

/**
 * `14:05:09` today, with the date on other days.
 * @param {string} time RFC 3339
 */
export function shortTime(time) {
  const date = new Date(time);
  if (date.toDateString() !== new Date(clock.now()).toDateString()) {
    return formatter("day", (tag) => new Intl.DateTimeFormat(tag, {
      month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    })).format(date);
  }
  return formatter("time", (tag) => new Intl.DateTimeFormat(tag, {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  })).format(date);
}

/**
 * `2026년 11월 22일`
 * @param {string} time RFC 3339
 */
export function day(time) {
  return formatter("longDay", (tag) => new Intl.DateTimeFormat(tag, { dateStyle: "long" })).format(new Date(time));
}

/**
 * `5분 전`, by the server's clock.
 * @param {string} time RFC 3339
 */
export function ago(time) {
  const minutes = Math.floor((clock.now() - Date.parse(time)) / 60_000);
  if (minutes < 1) return t("time.justNow");
  const relative = formatter("ago", (tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), "hour");
  return relative.format(-Math.floor(minutes / 1440), "day");
}

/** `45초`, `13분`, `2시간`: in words, rounded up so that it is not too early then. */
export function duration(milliseconds) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds <= 90) return t("time.seconds", { count: seconds });
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return t("time.minutes", { count: minutes });
  return t("time.hours", { count: Math.ceil(minutes / 60) });
}

/** `4:05`, `1:04:05`, `2일 3시간`: whole seconds, rounded up so that 0:00 means over. */
export function remaining(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const two = (value) => String(value).padStart(2, "0");
  if (days > 0) return t("time.daysHours", { days, hours });
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}
