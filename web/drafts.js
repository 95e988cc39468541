/**
 * What was typed and not sent. While one signs in, in memory only; long forms also in this tab's storage, so that they
 * outlive a reload, and end with the tab.
 */
const drafts = new Map();

/**
 * @param {string} key
 * @param {any} value
 */
export function keepDraft(key, value) {
  drafts.set(key, value);
}

/** The draft of that key, once. */
export function takeDraft(key) {
  const value = drafts.get(key);
  drafts.delete(key);
  return value;
}

const place = (key) => `handsup.draft.${key}`;

/**
 * @param {string} key
 * @param {any} value that JSON can carry; null for none
 */
export function storeDraft(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(place(key));
    else sessionStorage.setItem(place(key), JSON.stringify(value));
  } catch {
    // Storage may be forbidden or full; then a reload loses the draft.
  }
}

/** The draft of that key, or null. */
export function storedDraft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(place(key)));
  } catch {
    return null;
  }
}
