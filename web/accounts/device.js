/** A `User-Agent` in words such as "Chrome · Windows", as far as it can be believed. */
import { t } from "../i18n.js";

// The first that is found: most browsers name others too.
const browsers = [
  ["KakaoTalk", "KakaoTalk"], ["NAVER(", "NAVER"], ["Whale/", "Whale"], ["SamsungBrowser/", "Samsung Internet"],
  ["Edg", "Edge"], ["OPR/", "Opera"], ["FxiOS/", "Firefox"], ["Firefox/", "Firefox"], ["CriOS/", "Chrome"],
  ["HeadlessChrome/", "Chrome"], ["Chrome/", "Chrome"], ["Safari/", "Safari"],
];
const systems = [
  ["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"], ["CrOS", "ChromeOS"],
  ["Mac OS X", "macOS"], ["Linux", "Linux"],
];
const handheld = new Set(["iPhone", "iPad", "Android"]);

/** @param {string} userAgent */
export function deviceName(userAgent) {
  const browser = find(browsers, userAgent) ?? /^[\w.-]{2,30}(?=\/)/.exec(userAgent.replace(/^Mozilla\//, ""))?.[0];
  const parts = [browser, find(systems, userAgent)].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : t("sessions.unknown");
}

/** @param {string} userAgent */
export function isHandheld(userAgent) {
  return handheld.has(find(systems, userAgent));
}

function find(table, userAgent) {
  return table.find(([mark]) => userAgent.includes(mark))?.[1];
}
