/** Tells screen readers something without moving the focus. In a rush only the newest is told, in a pace to follow. */
const region = document.getElementById("announcer");
const pause = 1_500; // ms between two texts
let next = null;
let isResting = false;

/** @param {string} text */
export function announce(text) {
  next = text;
  if (!isResting) tell();
}

function tell() {
  isResting = next !== null;
  if (!isResting) return;
  region.textContent = next;
  next = null;
  setTimeout(tell, pause);
}
