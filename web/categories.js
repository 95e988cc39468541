/** The categories of things, asked for once: they are a fixed table. */
import { api } from "./api.js";
import { locale } from "./i18n.js";

/** @typedef {{id: string, ko: string, en: string}} Category */

/** @type {Promise<Category[]>|null} */ let asked = null;
/** @type {Category[]} */ let known = [];

/** @returns {Promise<Category[]>} rejects with `ApiError`; the next call asks again */
export function categories() {
  asked ??= api.categories().then(({ items }) => (known = items)).catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The name in the language of the page; empty while the categories are on their way. */
export function categoryName(id) {
  const category = known.find((each) => each.id === id);
  return category ? category[locale()] ?? category.ko : "";
}
