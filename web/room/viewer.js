/** The pictures on the whole screen. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { slides } from "./slides.js";

/**
 * @param {object} options
 * @param {import("../components/picture.js").Image[]} options.images
 * @param {(index: number) => () => string} options.alt
 * @param {number} options.start the one to begin with
 * @param {(index: number) => void} options.onclose told which one was shown last
 */
export function viewer({ images, alt, start, onclose }) {
  let shown = start;
  const count = h("p", { class: "viewer__count", role: "status" });
  const tell = () => {
    count.textContent = images.length > 1 ? t("auction.picture", { number: shown + 1, count: images.length }) : "";
  };
  const { element, track, turn } = slides({
    label: () => t("auction.pictures"),
    items: images.map(({ url, width, height }, index) => h("img", {
      src: url, width, height, alt: alt(index), decoding: "async", loading: Math.abs(index - start) > 1 ? "lazy" : "eager",
    })),
    onturn(index) {
      shown = index;
      tell();
    },
  });
  const dialog = h("dialog", { class: "viewer", "aria-label": () => t("auction.pictures") },
    h("div", { class: "viewer__bar" }, count,
      h("button", { class: "button button--icon viewer__close", type: "button", "aria-label": () => t("common.close"), onclick: () => dialog.close() }, icon("close"))),
    element);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose(shown);
  });
  // Beside the picture is out of it.
  dialog.addEventListener("click", ({ target }) => target.matches(".slides__slide") && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  track.focus();
  turn(start, "instant");
  tell();
}
