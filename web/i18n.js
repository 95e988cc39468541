/** The language of the page: Korean unless the reader chose English here before. */
import ko from "./locales/ko.js";
import en from "./locales/en.js";

const words = { ko, en };
const numbers = { ko: new Intl.NumberFormat("ko"), en: new Intl.NumberFormat("en") };
const storageKey = "handsup.language";
let current = read();

function read() {
  try {
    return localStorage.getItem(storageKey) === "en" ? "en" : "ko";
  } catch {
    return "ko"; // storage may be forbidden; the page works without
  }
}

/** @returns {"ko"|"en"} */
export function locale() {
  return current;
}

/** @param {"ko"|"en"} language */
export function setLocale(language) {
  current = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Remembered for this visit only.
  }
  document.documentElement.lang = language;
}

/**
 * The text for a key, with `{name}` replaced by the value of that name.
 * A key with `.one` beside it uses that when `count` is 1.
 * @param {string} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const table = words[current];
  const text = (values.count === 1 && table[`${key}.one`]) || table[key] || ko[key] || key;
  return text.replace(/\{(\w+)\}/g, (match, name) => {
    const value = values[name] ?? match;
    return typeof value === "number" ? numbers[current].format(value) : value;
  });
}

/** Whether there are words for that key. */
export function has(key) {
  return key in words[current];
}

/** What went wrong, in words: by the error's code, or in general. */
export function errorText(error, values = {}) {
  const key = `error.${error?.code}`;
  return has(key) ? t(key, values) : t("error.unknown");
}
