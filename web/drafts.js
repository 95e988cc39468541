/** What was typed and not sent, while one signs in. In memory only. */
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
