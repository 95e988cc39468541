/**
 * Where toasts may lie: never on what one bids and writes with. Below the header if nothing of that is there, else at
 * the bottom, else over the header itself, which covers nothing but its own.
 */
const places = ["top", "bottom", "header"];
const kept = "[data-keep-clear]";

/** @param {HTMLElement} region that holds the toasts; its styles know the places */
export function placeToast(region) {
  if (!region.firstElementChild) return;
  const ceiling = document.getElementById("header").getBoundingClientRect().bottom;
  const clear = [...document.querySelectorAll(kept)].map((element) => element.getBoundingClientRect())
    .filter(({ width, bottom }) => width > 0 && bottom > ceiling);
  const isFree = (place) => {
    region.dataset.place = place;
    const { top, bottom } = region.getBoundingClientRect(); // the toast itself may be on its way in
    const sides = [...region.children].map((message) => message.getBoundingClientRect());
    const [left, right] = [Math.min(...sides.map((each) => each.left)), Math.max(...sides.map((each) => each.right))];
    return place === "header" || !clear.some((each) => (
      each.left < right && each.right > left && Math.max(each.top, ceiling) < bottom && each.bottom > top));
  };
  // Where it is, it stays, as long as that is possible.
  const now = region.dataset.place;
  [...(now && now !== "header" ? [now] : []), ...places].find(isFree);
}
