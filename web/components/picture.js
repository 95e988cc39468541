/** The picture of an auction in a box of fixed shape, with a drawn stand-in where there is none or it fails. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "./icon.js";

/**
 * @param {{id: number, images?: Array<{url: string, thumbnailUrl: string}>}} auction
 * @param {{index?: number, large?: boolean, alt?: string}} [options]
 */
export function picture(auction, { index = 0, large = false, alt = "" } = {}) {
  const box = h("div", { class: "picture" });
  const image = auction.images?.[index];
  if (!image) {
    box.append(standIn(auction));
    return box;
  }
  const element = h("img", {
    class: "picture__image", alt, loading: large ? "eager" : "lazy", decoding: "async",
    src: large ? image.url : image.thumbnailUrl,
    onerror: () => element.replaceWith(standIn(auction)),
  });
  box.append(element);
  return box;
}

function standIn(auction) {
  const element = h("div", { class: "picture__stand-in", role: "img", "aria-label": () => t("auction.noPicture") }, icon("hand"));
  element.style.setProperty("--hue", String(Math.round((auction.id * 137.5) % 360)));
  return element;
}
