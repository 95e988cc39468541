/**
 * What is looked for, as the address of the page tells it. Without a word to search for, the first page shows what is
 * live; a search looks everywhere.
 *
 * @typedef {{q: string, status: string, category: string|null, minPrice: number|null, maxPrice: number|null,
 *   sort: string|null}} Filter `sort` is null for the one that goes with the status
 */
export const statuses = ["live", "upcoming", "ended", "all"];
export const sorts = ["endingSoon", "newest", "popular", "price", "priceDescending"];

export const longestSearch = 100; // Unicode scalars, as the server counts
const highestPrice = 1_000_000_000_000;

/** @param {URLSearchParams} query @returns {Filter} what the server would refuse is left out */
export function readFilter(query) {
  const q = [...(query.get("q") ?? "").trim()].slice(0, longestSearch).join("");
  const category = query.get("category");
  return {
    q,
    status: oneOf(statuses, query.get("status")) ?? usualStatus(q),
    category: /^[a-z]{1,40}$/i.test(category ?? "") ? category : null,
    minPrice: price(query.get("minPrice")),
    maxPrice: price(query.get("maxPrice")),
    sort: oneOf(sorts, query.get("sort")),
  };
}

/** @param {Filter} filter @param {Partial<Filter>} changes */
export function addressOf(filter, changes = {}) {
  const { q, status, category, minPrice, maxPrice, sort } = { ...filter, ...changes };
  const usual = status === usualStatus(q);
  const values = { q: q || null, status: usual ? null : status, category, minPrice, maxPrice, sort };
  const set = Object.entries(values).filter(([, value]) => value !== null);
  return set.length ? `/?${new URLSearchParams(set)}` : "/";
}

/** The address of what is found for other words; a status that was not chosen by hand follows them. */
export function searchAddress(filter, q) {
  const status = filter.status === usualStatus(filter.q) ? usualStatus(q) : filter.status;
  return addressOf(filter, { q, status });
}

/** The same as the API wants it. */
export function requestOf(filter) {
  return { ...filter, status: filter.status === "all" ? null : filter.status, sort: sortOf(filter) };
}

/** The order that is asked for, or the one that goes with the status. */
export function sortOf({ sort, status }) {
  return sort ?? (status === "live" || status === "upcoming" ? "endingSoon" : "newest");
}

/** Whether it is the start page, with nothing looked for. */
export function isStart(filter) {
  return addressOf(filter) === "/";
}

/** Whether something beside the status narrows what is shown. */
export function isNarrowed({ q, category, minPrice, maxPrice }) {
  return Boolean(q || category) || minPrice !== null || maxPrice !== null;
}

function usualStatus(q) {
  return q ? "all" : "live";
}

function oneOf(words, word) {
  return words.includes(word) ? word : null;
}

function price(text) {
  return /^\d{1,13}$/.test(text ?? "") && Number(text) <= highestPrice ? Number(text) : null;
}
