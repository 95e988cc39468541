/** The pictures of a message: small, and on the whole screen at a press. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { viewer } from "../room/viewer.js";

/** @param {import("../components/picture.js").Image[]} images */
export function messagePictures(images) {
  const count = images.length;
  const alt = (index) => () => t("auction.picture", { number: index + 1, count });
  const buttons = images.map(({ thumbnailUrl }, index) => h("button", {
    class: "message__picture", type: "button",
    onclick: () => viewer({ images, alt, start: index, onclose: (shown) => buttons[shown].focus() }),
  }, h("img", { src: thumbnailUrl, alt: alt(index), width: 96, height: 96, loading: "lazy", decoding: "async" })));
  return h("div", { class: "message__pictures" }, ...buttons);
}
