/** Things side by side, one in sight: to swipe, to turn by arrow keys, and by the two buttons where there is a mouse. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";

/**
 * @param {object} options
 * @param {() => string} options.label
 * @param {HTMLElement[]} options.items
 * @param {(index: number) => void} options.onturn
 */
export function slides({ label, items, onturn }) {
  let shown = 0;
  const track = h("div", {
    class: "slides__track", role: "group", tabindex: items.length > 1 ? "0" : null, "aria-label": label,
    onscroll: () => note(), onkeydown: (event) => press(event),
  }, ...items.map((item) => h("div", { class: "slides__slide" }, item)));
  const button = (name, key, step) => h("button", {
    class: `button button--icon slides__step slides__step--${name}`, type: "button", "aria-label": () => t(key),
    ".disabled": () => !items[shown + step], onclick: () => turn(shown + step),
  }, icon(name));
  const element = h("div", { class: "slides" }, track,
    items.length > 1 && button("back", "auction.pictureBefore", -1),
    items.length > 1 && button("next", "auction.pictureAfter", 1));

  function note() {
    if (track.clientWidth === 0) return; // put away, and with it the place where it was
    const index = Math.round(track.scrollLeft / track.clientWidth);
    if (index === shown || !items[index]) return;
    shown = index;
    refresh(element);
    onturn(shown);
  }

  function press(event) {
    const to = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    turn(to);
  }

  /** @param {ScrollBehavior} [behavior] */
  function turn(index, behavior = "smooth") {
    const to = Math.max(0, Math.min(items.length - 1, index));
    const isStill = behavior === "instant" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    track.scrollTo({ left: to * track.clientWidth, behavior: isStill ? "instant" : "smooth" });
  }

  return { element, track, turn };
}
