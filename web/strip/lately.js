/** The rooms of live auctions that were opened in this tab lately, the newest first; they outlive a reload. */
const place = "handsup.lately";
const most = 8;
const lately = 30 * 60_000; // ms

/** @returns {number[]} ids of auctions */
export function openedLately() {
  return read().map(({ id }) => id);
}

/** @param {number} id */
export function noteOpened(id) {
  write([{ id, at: Date.now() }, ...read().filter((each) => each.id !== id)].slice(0, most));
}

/** The auction is over. */
export function forgetOpened(id) {
  write(read().filter((each) => each.id !== id));
}

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place)) ?? [];
    return kept.filter(({ at }) => Date.now() - at < lately);
  } catch {
    return [];
  }
}

function write(rooms) {
  try {
    sessionStorage.setItem(place, JSON.stringify(rooms));
  } catch {
    // Storage may be forbidden or full; then only what one bids in is shown.
  }
}
