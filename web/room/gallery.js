/** The pictures of an auction: one after the other to swipe through, small ones to choose from, and full size. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { picture } from "../components/picture.js";
import { slides } from "./slides.js";
import { viewer } from "./viewer.js";

const sizes = "(min-width: 1200px) 740px, (min-width: 920px) calc(100vw - 490px), calc(100vw - 32px)";

/** @param {() => object} auction */
export function gallery(auction) {
  const { images = [] } = auction();
  const count = images.length;
  const alt = (index) => () => (count > 1 ? `${auction().title}, ${t("auction.picture", { number: index + 1, count })}` : auction().title);
  const boxes = () => images.map((_, index) => picture(auction(), { index, sizes, isEager: index === 0, alt: alt(index) }));
  if (count === 0) return h("div", { class: "gallery" }, h("div", { class: "gallery__large" }, picture(auction())));

  let shown = 0;
  const track = slides({
    label: () => t("auction.pictures"), items: boxes(),
    onturn(index) {
      shown = index;
      refresh(element);
    },
  });
  const grow = h("button", {
    class: "button button--icon gallery__grow", type: "button", "aria-label": () => t("auction.grow"),
    onclick: () => viewer({ images, alt, start: shown, onclose: (index) => track.turn(index, "instant") }),
  }, icon("grow"));
  const large = h("div", { class: "gallery__large" }, track.element, grow,
    count > 1 && h("span", { class: "gallery__count", "aria-hidden": "true", text: () => `${shown + 1} / ${count}` }));
  // A press on the picture itself is the same as on the button, which is there for the keyboard.
  track.element.addEventListener("click", ({ target }) => target.matches("img") && grow.click());

  const choices = count > 1 && h("div", { class: "gallery__choices" },
    ...images.map((_, index) => h("button", {
      type: "button", "aria-label": () => t("auction.picture", { number: index + 1, count }),
      "aria-pressed": () => String(shown === index), onclick: () => track.turn(index),
    }, picture(auction(), { index, sizes: "76px" }))));
  const element = h("div", { class: "gallery" }, large, choices);
  return element;
}
