/** Tells screen readers something without moving the focus. A newer text replaces one that was not read yet. */
const region = document.getElementById("announcer");

export function announce(text) {
  region.textContent = text;
}
